package io.dormouse.streams.api.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.EventClient;
import io.dormouse.streams.history.RecordedLives;
import io.dormouse.streams.history.RecordedLog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of the history that do not end for a while. */
@Timeout(120)
final class HeldReadsTest {

  private static final int CARRIERS = Runtime.getRuntime().availableProcessors();
  private static final int THREADS = Math.clamp(CARRIERS, 2, 8);

  private static final HeldSchemas SCHEMAS = new HeldSchemas();
  private static RecordedLog log;

  private HistoryApi it;

  @BeforeAll
  static void record() throws Exception {
    log = new RecordedLog();
    log.commit(() -> {
      RecordedLives.asleep(log, "acme", 0);
      log.raw("held", RecordedLog.BEGIN, SCHEMAS.announced(requested()));
    });
  }

  @AfterAll
  static void end() {
    log.close();
  }

  @BeforeEach
  void hold(@TempDir Path folder) {
    it = new HistoryApi(log, SCHEMAS, folder);
    SCHEMAS.hold(true);
  }

  @AfterEach
  void letGo() {
    SCHEMAS.hold(false);
    it.close();
  }

  private static byte[] requested() {
    RecordedEvent event = RecordedLives.golden("demo-zebra").getFirst();
    return Codecs.INSTANCE_EVENT.encode(
        new RecordedEvent(
            new EventId("held/1"),
            new InstanceId("held"),
            1,
            RecordedLog.BEGIN,
            event.causedBy(),
            event.actor(),
            event.event()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/instances?at=2020-11-30T13:00:00Z&status=failed",
        "/v1/instances/held?at=2020-11-30T13:00:00Z",
        "/v1/instances/held/history",
        "/v1/instances/held/why",
        "/v1/events"
      })
  void shouldAnswerOthersMeanwhile(String path) {
    List<CompletableFuture<Reply>> reads =
        IntStream.range(0, CARRIERS)
            .mapToObj(n -> CompletableFuture.supplyAsync(() -> it.client.get(path), this::begin))
            .toList();
    TestBrain.await(
        "as many reads as carriers", () -> SCHEMAS.waiting.get() >= Math.min(CARRIERS, THREADS));

    assertThat(it.client.get("/health").status()).isEqualTo(200);
    assertThat(it.client.get("/v1/instances").status()).isEqualTo(200);

    SCHEMAS.hold(false);
    assertThat(reads).allSatisfy(read -> assertThat(read.join().status()).isEqualTo(200));
  }

  @Test
  void shouldRefuseReadsThatCannotBeginAndTakeThemLater() {
    List<CompletableFuture<Reply>> reads =
        IntStream.range(0, THREADS + 1)
            .mapToObj(n ->
                CompletableFuture.supplyAsync(
                    () -> it.client.get("/v1/instances/held/history"), this::begin))
            .toList();

    CompletableFuture.anyOf(reads.toArray(CompletableFuture<?>[]::new)).join();
    SCHEMAS.hold(false);

    assertThat(reads.stream().map(read -> read.join().status()))
        .containsOnly(200, 503)
        .containsOnlyOnce(503);
    assertThat(it.client.get("/v1/instances/held/history").status()).isEqualTo(200);
  }

  @Test
  void shouldLetGoOfAStreamWhoseClientIsGone() {
    for (int n = 0; n < 10; n++) {
      try (EventClient events =
          new EventClient(it.api.port(), "/v1/events?since=2000-01-01T00:00:00Z")) {
        events.nextId();
      }
    }

    TestBrain.await("room for a stream", this::hasRoom);
  }

  private boolean hasRoom() {
    try (EventClient events = new EventClient(it.api.port(), "/v1/events")) {
      return events.status() == 200;
    }
  }

  private void begin(Runnable read) {
    Thread.ofPlatform().daemon().start(read);
  }
}
