package io.dormouse.streams.api.history;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.api.ApiParts;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.RecordedLog;
import java.nio.file.Path;
import java.time.Duration;

/** The API and the history index of a recorded log. */
final class HistoryApi implements AutoCloseable {

  final HistoryIndex index;
  final ControlApi api;
  final ApiClient client;
  private final TopicWriter writer;

  HistoryApi(RecordedLog log, AnnouncedSchemas schemas, Path folder) {
    KafkaSettings kafka = log.kafka();
    index = new HistoryIndex(kafka, schemas, folder);
    writer = new TopicWriter(kafka, "history-test", Duration.ofSeconds(2));
    api =
        ControlApi.start(
            Surroundings.settings(Duration.ofSeconds(10)),
            new ApiParts(kafka, writer, () -> true, AnnouncedSchemas.NONE, index));
    client = new ApiClient(api.port());
    TestBrain.await("an API that is ready", () -> client.get("/ready").status() == 200);
    TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
  }

  @Override
  public void close() {
    client.close();
    api.close();
    index.close();
    writer.close();
  }
}
