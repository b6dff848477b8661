package io.dormouse.streams.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.metrics.ProgramMetrics;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.history.HistoryIndex;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(InSurroundings.class)
final class HealthTest {

  private final Surroundings it;
  private final ApiClient client;

  HealthTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldBeReadyOnlyWhileTheStreamsRun() {
    it.streamsRunning.set(false);
    Reply without = client.get("/ready");
    it.streamsRunning.set(true);
    Reply with = client.get("/ready");

    assertThat(without.status()).isEqualTo(503);
    assertThat(without.body().toString())
        .isEqualTo(
            """
            {"ready":false,"tables":true,"streams":false,\
            "history":{"caughtUp":true,"unread":0,"left":null,"failing":null}}\
            """);
    assertThat(with.status()).isEqualTo(200);
    assertThat(client.get("/health").status()).isEqualTo(200);
  }

  @Test
  void shouldShowItsMetersAsText() throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(it.api.port()));
    try (HttpClient prometheus = HttpClient.newHttpClient()) {
      HttpResponse<String> shown =
          prometheus.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());

      assertThat(shown.statusCode()).isEqualTo(200);
      assertThat(shown.headers().firstValue("Content-Type")).contains(ProgramMetrics.CONTENT_TYPE);
      assertThat(shown.body()).contains("jvm_threads_current ");
    }
  }

  @Test
  void shouldAnswerNotReadyUntilTheTopicsAreRead() {
    KafkaSettings nowhere =
        new KafkaSettings("127.0.0.1:" + EmbeddedBroker.freePort(), "dormouse.", 4, 1, 1);
    try (TopicWriter writer = new TopicWriter(nowhere, "nowhere", Duration.ofSeconds(1));
        ControlApi early =
            ControlApi.start(
                Surroundings.settings(Duration.ofSeconds(1)),
                new ApiParts(nowhere, writer, () -> true, AnnouncedSchemas.NONE, it.history));
        ApiClient hasty = new ApiClient(early.port())) {

      assertThat(hasty.get("/health").status()).isEqualTo(200);
      assertThat(hasty.get("/ready").status()).isEqualTo(503);
      Reply list = hasty.get("/v1/instances");
      assertThat(list.status()).isEqualTo(503);
      assertThat(list.text("/type")).isEqualTo("urn:dormouse:problem:not-ready");
      assertThat(list.header("Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void shouldAnswerThatTheHistoryIsUnavailableWhileItCannotBeRead(@TempDir Path folder) {
    HistoryIndex history = new HistoryIndex(it.kafka, AnnouncedSchemas.NONE, folder);
    Surroundings.awaitUntil(() -> history.progress().caughtUp());
    try (ControlApi api =
            ControlApi.start(
                Surroundings.settings(Duration.ofSeconds(1)),
                new ApiParts(it.kafka, it.writer, () -> true, AnnouncedSchemas.NONE, history));
        ApiClient reader = new ApiClient(api.port())) {
      Surroundings.awaitUntil(() -> reader.get("/v1/events").status() == 200);
      history.close();
      Reply events = reader.get("/v1/events");

      assertThat(events.status()).isEqualTo(503);
      assertThat(events.text("/type")).isEqualTo("urn:dormouse:problem:unavailable");
      assertThat(events.header("Retry-After")).isEqualTo("1");
      assertThat(reader.get("/ready").text("/history/failing")).isNotEmpty();
    }
  }

  @Test
  void shouldAnswerHeadLikeGetWithoutABody() {
    Reply head = client.send("HEAD", "/v1/instances", BodyPublishers.noBody());

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.raw().body()).isEmpty();
    assertThat(Integer.parseInt(head.header("Content-Length"))).isPositive();
    assertThat(head.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void shouldNameTheSettingsWhenThePortIsTaken() {
    ApiSettings usual = Surroundings.settings(Duration.ofSeconds(1));
    ApiSettings taken =
        new ApiSettings(
            usual.host(),
            it.api.port(),
            usual.bodyLimit(),
            usual.decisionTimeout(),
            usual.baseDomain(),
            usual.streams(),
            usual.hosts(),
            usual.commands(),
            usual.connections(),
            usual.batches(),
            usual.owners(),
            usual.access());

    assertThatThrownBy(() -> ControlApi.start(taken, it.parts(it.writer)).close())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("api.host and api.port")
        .hasMessageContaining("" + it.api.port());
  }
}
