package io.dormouse.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.history.HistoryIndexer.KnownSchemas;
import io.dormouse.streams.instance.WalkHistories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Past states that are folded from a snapshot. */
final class SnapshotsTest {

  private static final Path HISTORIES = Path.of("../core/src/test/resources/golden/histories");
  private static final int INTERVAL = 5;
  private static final int WALKS = 8;

  @TempDir Path folder;

  @Test
  void shouldLeadToTheStateThatAllEventsLeadToAtEachMoment() throws Exception {
    long seed = Long.getLong("random.seed", System.nanoTime());
    System.out.printf("snapshots: -Drandom.seed=%d%n", seed);
    Map<InstanceId, List<RecordedEvent>> histories = new TreeMap<>();
    Stream.concat(recorded(), WalkHistories.of(seed, WALKS).stream())
        .forEach(events ->
            histories.merge(
                events.getFirst().instance(),
                events,
                (one, other) -> one.size() < other.size() ? other : one));
    assertThat(histories.values())
        .as("seed %d", seed)
        .anyMatch(events -> events.size() > 2 * INTERVAL);
    try (RecordedLog log = new RecordedLog()) {
      log.commit(() -> histories.values().forEach(events -> write(log, events)));
      try (HistoryIndex index = index(log)) {
        TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
        awaitSnapshots(index, histories);
        histories.forEach((id, events) -> assertSameAtEachMoment(index, id, events, seed));
      }
    }
  }

  @Test
  void shouldBeMadeAsEventsCome() throws Exception {
    List<RecordedEvent> events =
        recorded().filter(history -> history.size() >= 2 * INTERVAL).findFirst().orElseThrow();
    InstanceId walked = events.getFirst().instance();
    try (RecordedLog log = new RecordedLog();
        HistoryIndex index = index(log)) {
      TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
      log.commit(() -> write(log, events.subList(0, INTERVAL)));
      awaitSnapshots(index, Map.of(walked, events.subList(0, INTERVAL)));
      log.commit(() -> write(log, events.subList(INTERVAL, 2 * INTERVAL)));
      awaitSnapshots(index, Map.of(walked, events.subList(0, 2 * INTERVAL)));
      assertThat(index.snapshot(new InstanceId("nobody"), Instant.MAX))
          .isEqualTo(Snapshots.Snapshot.NONE);
    }
  }

  private static void awaitSnapshots(
      HistoryIndex index, Map<InstanceId, List<RecordedEvent>> histories) {
    histories.forEach((id, events) -> {
      int last = events.size() / INTERVAL * INTERVAL;
      TestBrain.await(
          "snapshots of " + id + " up to " + last,
          () -> index.snapshot(id, Instant.MAX).after().sequence() == last);
    });
  }

  private static void assertSameAtEachMoment(
      HistoryIndex index, InstanceId id, List<RecordedEvent> events, long seed) {
    PastInstances past = new PastInstances(index);
    events.stream()
        .map(RecordedEvent::time)
        .flatMap(time -> Stream.of(time.minusNanos(1), time))
        .distinct()
        .forEach(at ->
            assertThat(past.stateAt(id, at))
                .as("%s at %s, seed %d", id, at, seed)
                .isEqualTo(folded(events, at)));
  }

  private static InstanceState folded(List<RecordedEvent> events, Instant at) {
    InstanceState state = new InstanceState.None();
    for (RecordedEvent event : events) {
      if (event.time().isAfter(at)) {
        break;
      }
      state = InstanceEvolution.evolve(state, event);
    }
    return state;
  }

  private HistoryIndex index(RecordedLog log) {
    return new HistoryIndex(
        log.kafka(), new KnownSchemas("these", AnnouncedSchemas.NONE), INTERVAL, folder);
  }

  private static void write(RecordedLog log, List<RecordedEvent> events) {
    events.forEach(event ->
        log.raw(event.instance().value(), event.time(), Codecs.INSTANCE_EVENT.encode(event)));
  }

  private static Stream<List<RecordedEvent>> recorded() throws IOException {
    try (Stream<Path> files = Files.list(HISTORIES)) {
      return files.filter(file -> file.toString().endsWith(".events")).sorted().toList().stream()
          .map(SnapshotsTest::read);
    }
  }

  private static List<RecordedEvent> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(Base64.getDecoder()::decode)
          .map(Codecs.INSTANCE_EVENT::decode)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
