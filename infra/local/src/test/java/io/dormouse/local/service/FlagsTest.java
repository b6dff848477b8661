package io.dormouse.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FlagsTest {

  @Test
  void shouldReadKeysAndValues() {
    Flags flags = Flags.parse("--data.dir=/data", "--port=9092", "--text=a=b");

    assertThat(flags.path("data.dir")).isEqualTo(Path.of("/data"));
    assertThat(flags.port("port")).isEqualTo(9092);
    assertThat(flags.text("text")).isEqualTo("a=b");
  }

  @Test
  void shouldRefuseWhatIsNoFlag() {
    assertThatThrownBy(() -> Flags.parse("data.dir=/data"))
        .hasMessage("expected --key=value, got \"data.dir=/data\"");
  }

  @Test
  void shouldNameAMissingFlag() {
    assertThatThrownBy(() -> Flags.parse("--port=9092").text("data.dir"))
        .hasMessage("expected --data.dir=…, got [port]");
  }

  @Test
  void shouldRefuseWhatIsNoPort() {
    assertThatThrownBy(() -> Flags.parse("--port=99999").port("port"))
        .hasMessage("expected a port from 1 to 65535 for --port, got \"99999\"");
  }
}
