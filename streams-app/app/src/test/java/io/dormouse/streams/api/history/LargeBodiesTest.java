package io.dormouse.streams.api.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Response.Content.BufferContent;
import io.dormouse.streams.api.http.problem.Problem;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class LargeBodiesTest {

  private static final String JSON = "application/json";
  private static final int MOST = 4 * LargeBodies.SMALL;

  private final LargeBodies bodies = new LargeBodies(MOST);

  private static Buffer body(int size) {
    return Buffer.buffer(new byte[size]);
  }

  @Test
  void shouldRefuseABodyWhileOthersHaveNotBeenTaken() {
    Response first = bodies.response(JSON, body(MOST - 1));

    assertThatThrownBy(() -> bodies.response(JSON, body(LargeBodies.SMALL + 1)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("room for a page of 65537 bytes");
    assertThat(bodies.response(JSON, body(LargeBodies.SMALL)).status()).isEqualTo(200);

    ((BufferContent) first.content()).sent().run();
    assertThat(bodies.response(JSON, body(MOST)).status()).isEqualTo(200);
  }

  @Test
  void shouldFreeTheRoomOfABodyOnce() {
    Response first = bodies.response(JSON, body(MOST));
    ((BufferContent) first.content()).sent().run();
    ((BufferContent) first.content()).sent().run();
    bodies.response(JSON, body(MOST));

    assertThatThrownBy(() -> bodies.response(JSON, body(LargeBodies.SMALL + 1)))
        .isInstanceOf(Problem.class);
  }
}
