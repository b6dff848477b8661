package io.dormouse.benchmarks.proxy.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello";

  private final AnswerReader reader = new AnswerReader();

  @Test
  void shouldFindTheEndWhereverTheBytesAreCut() {
    for (int cut = 1; cut < ANSWER.length(); cut++) {
      assertThat(read(ANSWER.substring(0, cut))).as("cut at %d", cut).isFalse();
      assertThat(read(ANSWER.substring(cut))).as("cut at %d", cut).isTrue();
    }
  }

  @Test
  void shouldNotTakeARefusalForAnAnswer() {
    assertThatThrownBy(() -> read(ANSWER.replace("200 OK", "503 Busy")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Expected a 200 with a length");
  }

  private boolean read(String bytes) {
    return reader.read(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
  }
}
