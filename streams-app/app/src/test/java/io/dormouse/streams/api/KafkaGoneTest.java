package io.dormouse.streams.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InSurroundings.class)
final class KafkaGoneTest {

  private final Surroundings it;
  private final ApiClient client;

  KafkaGoneTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldShowWhatItKnowsAndRefuseWritesWhileKafkaIsGone() {
    it.instance("survivor");
    Reply shown;
    Reply wake;
    Reply history;

    it.broker.stop();
    try {
      shown = client.get("/v1/instances/survivor");
      wake = client.act("survivor", "wake");
      history = client.get("/v1/instances/survivor/history");
    } finally {
      it.broker.startAgain();
    }
    Surroundings.awaitUntil(() -> client.act("survivor", "wake").status() == 202);

    assertThat(shown.status()).isEqualTo(200);
    assertUnavailable(wake);
    assertThat(history.status()).isEqualTo(200);
    assertThat(history.body()).hasSize(2);
    Surroundings.awaitUntil(
        () -> client.get("/v1/instances/survivor").text("/status").equals("running"));
  }

  private static void assertUnavailable(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:unavailable");
    assertThat(reply.text("/detail")).contains("Kafka");
  }
}
