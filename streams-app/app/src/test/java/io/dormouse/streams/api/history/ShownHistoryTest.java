package io.dormouse.streams.api.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.history.RecordedLives;
import io.dormouse.streams.history.RecordedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories of instances whose views were shown before their newest event is in the index. */
final class ShownHistoryTest {

  @TempDir private static Path folder;

  private static RecordedLog log;
  private static HistoryApi it;

  @BeforeAll
  static void begin() throws Exception {
    log = new RecordedLog();
    it = new HistoryApi(log, AnnouncedSchemas.NONE, folder);
  }

  @AfterAll
  static void end() {
    it.close();
    log.close();
  }

  @ParameterizedTest
  @CsvSource({
    "shown-1, /v1/instances/shown-1/why, /steps/0/type, InstanceWoken",
    "shown-2, /v1/instances/shown-2?at=2020-11-30T12:30:00Z, /sequence, 3",
    "shown-3, /v1/instances/shown-3/history, /2/type, InstanceWoken"
  })
  void shouldWaitForWhatTheViewShows(String id, String path, String pointer, String newest) {
    log.commit(() -> RecordedLives.asleep(log, id, 0));
    InstanceView awake = awake(id);
    try (TopicWriter writer = new TopicWriter(log.kafka(), "shown", Duration.ofSeconds(2))) {
      writer.write(Topic.INSTANCES, id, Codecs.INSTANCE_VIEW, awake);
    }
    TestBrain.await(
        "the view", () -> it.client.get("/v1/instances/" + id).text("/sequence").equals("3"));

    CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> it.client.get(path));
    log.commit(() -> log.woken(id, 3, 1));

    assertThat(reply.join().status()).as(reply.join().body().toString()).isEqualTo(200);
    assertThat(reply.join().text(pointer)).isEqualTo(newest);
  }

  @Test
  void shouldSayWhyToTheEndThoughTheClockOfTheBrainIsAhead() {
    long ahead = Duration.between(RecordedLog.BEGIN, Instant.now()).plusMinutes(30).toSeconds();
    log.commit(() -> {
      RecordedLives.asleep(log, "ahead-1", 0);
      log.woken("ahead-1", 3, ahead);
    });
    TestBrain.await("the events", () -> it.index.newest(new InstanceId("ahead-1")) == 3);

    Reply why = it.client.get("/v1/instances/ahead-1/why");

    assertThat(why.text("/steps/0/type")).isEqualTo("InstanceWoken");
    assertThat(why.body().at("/at").isNull()).isTrue();
  }

  /** The view after the events of an instance that sleeps and the next one, which wakes it. */
  private static InstanceView awake(String instance) {
    List<InstanceEvent> events =
        List.of(
            RecordedLives.golden("demo-zebra").getFirst().event(),
            new ResourcesProvided(ResourceMode.OWN),
            new InstanceWoken(Cause.of(CauseKind.REQUEST)));
    InstanceState state = new InstanceState.None();
    for (int n = 0; n < events.size(); n++) {
      state =
          InstanceEvolution.evolve(
              state,
              new RecordedEvent(
                  new EventId(instance + "/" + (n + 1)),
                  new InstanceId(instance),
                  n + 1,
                  RecordedLog.BEGIN,
                  new CommandId("c-" + n),
                  Actor.system("test"),
                  events.get(n)));
    }
    return InstanceViews.of((Living) state);
  }
}
