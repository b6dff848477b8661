package io.dormouse.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.ReleasedSchemas;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.history.HistoryIndexer.KnownSchemas;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a schema that this program does not have and another one has. */
final class UnreadableEventsTest {

  private static final InstanceId ACME = new InstanceId("acme");
  private static final int NEWER = 9_999;

  @TempDir Path folder;

  @Test
  void shouldCountAsSeenAndBeReadByAProgramWithOtherSchemas() throws Exception {
    try (RecordedLog log = new RecordedLog()) {
      log.commit(() -> {
        log.woken("acme", 1, 1);
        log.raw("acme", RecordedLog.BEGIN.plusSeconds(2), newer(2));
        log.raw("acme", RecordedLog.BEGIN.plusSeconds(3), newer(3));
      });
      try (HistoryIndex older = index(log, new KnownSchemas("older", AnnouncedSchemas.NONE))) {
        assertThat(older.newest(ACME)).isEqualTo(3);
        assertThat(sequences(older)).containsExactly(1L);
        log.commit(() -> log.woken("acme", 4, 4));
        TestBrain.await("the next event", () -> older.newest(ACME) == 4);
      }
      try (HistoryIndex same =
          index(log, new KnownSchemas("older", announced(new AtomicInteger())))) {
        assertThat(sequences(same)).as("not built anew").containsExactly(1L, 4L);
      }
      try (HistoryIndex newer =
          index(log, new KnownSchemas("newer", announced(new AtomicInteger())))) {
        assertThat(sequences(newer)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(feed(newer)).containsExactly(1L, 2L, 3L, 4L);
      }
      try (HistoryIndex newest = index(log, new KnownSchemas("newest", AnnouncedSchemas.NONE))) {
        assertThat(newest.newest(ACME)).as("kept, as nothing was skipped").isEqualTo(4);
        assertThat(sequences(newest)).containsExactly(1L, 4L);
      }
    }
  }

  @Test
  void shouldBeReadAgainAfterAnyFailure() throws Exception {
    AtomicInteger failures = new AtomicInteger(2);
    try (RecordedLog log = new RecordedLog();
        HistoryIndex index = new HistoryIndex(log.kafka(), announced(failures), folder)) {
      TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
      log.commit(() -> {
        log.woken("acme", 1, 1);
        log.raw("acme", RecordedLog.BEGIN.plusSeconds(2), newer(2));
        log.woken("acme", 3, 3);
      });
      TestBrain.await(
          "a reason",
          () ->
              "The announcements are not there.".equals(index.progress().failing())
                  && index.progress().unread() > 0);
      TestBrain.await("all events", () -> index.newest(ACME) == 3);
      assertThat(sequences(index)).containsExactly(1L, 2L, 3L);
      TestBrain.await("no reason", () -> index.progress().failing() == null);
    }
  }

  private HistoryIndex index(RecordedLog log, KnownSchemas known) {
    HistoryIndex index = new HistoryIndex(log.kafka(), known, 32, folder);
    TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
    return index;
  }

  private static List<Long> sequences(HistoryIndex index) {
    List<Long> sequences = new ArrayList<>();
    index.events(ACME, 0, Order.ASCENDING, (sequence, event) -> sequences.add(sequence));
    return sequences;
  }

  private static List<Long> feed(HistoryIndex index) {
    List<Long> sequences = new ArrayList<>();
    index.feed(
        index.start(),
        Order.ASCENDING,
        (position, event) ->
            event instanceof IndexedEvent.OfInstance(var one) && sequences.add(one.sequence()));
    return sequences;
  }

  /** An event as a newer program writes it: under the id of another schema. */
  private static byte[] newer(long sequence) {
    byte[] event =
        RecordedLog.bytes(
            "acme", sequence, sequence, new InstanceWoken(Cause.of(CauseKind.REQUEST)));
    ByteBuffer.wrap(event).putInt(1, NEWER);
    return event;
  }

  private static AnnouncedSchemas announced(AtomicInteger failures) {
    String text = Objects.requireNonNull(ReleasedSchemas.texts().get(newestSchema()));
    return new AnnouncedSchemas() {
      @Override
      public Optional<String> await(int id) {
        if (failures.getAndDecrement() > 0) {
          throw new IllegalStateException("The announcements are not there.");
        }
        return id == NEWER ? Optional.of(text) : Optional.empty();
      }

      @Override
      public Map<Integer, String> all() {
        return Map.of(NEWER, text);
      }
    };
  }

  private static int newestSchema() {
    byte[] event = RecordedLog.bytes("acme", 1, 1, new InstanceWoken(Cause.of(CauseKind.REQUEST)));
    return ByteBuffer.wrap(event).getInt(1);
  }
}
