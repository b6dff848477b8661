package io.dormouse.streams.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.language.wire.ReleasedSchemas;
import io.dormouse.streams.history.HistoryStore.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.rocksdb.RocksDBException;

/**
 * Folded states of instances, every so many events, so that a past state is folded from the one
 * before it. They are made in the pauses of reading. An instance with an event that cannot be read
 * or folded has none behind it.
 *
 * <p>Only {@link #at} may be called by several threads.
 */
final class Snapshots {

  /** Name for the code that folds, which changes with it. */
  static final String CODE = code();

  private static final Codec<Existing> STATES = Codecs.of("InstanceState", Existing.class);
  private static final Duration SLICE = Duration.ofMillis(20);
  private static final int SUBJECTS_AT_ONCE = 64;
  private static final int EVENTS_AT_ONCE = 1_000;
  private static final int MOST_DUE = 100_000;

  /**
   * Place of a folded state in a history.
   *
   * @param time latest time of the events that it was folded of, in microseconds
   * @param sequence of the last of them
   */
  record Folded(long time, long sequence) {

    byte[] key(String subject) {
      byte[] id = subject.getBytes(UTF_8);
      return ByteBuffer.allocate(id.length + 1 + 2 * Long.BYTES)
          .put(id)
          .put((byte) 0)
          .putLong(time)
          .putLong(sequence)
          .array();
    }

    static Folded of(byte[] key) {
      ByteBuffer numbers = ByteBuffer.wrap(key, key.length - 2 * Long.BYTES, 2 * Long.BYTES);
      return new Folded(numbers.getLong(), numbers.getLong());
    }
  }

  /**
   * A state after an event.
   *
   * @param after the place of the event in its history; sequence 0 before the first
   */
  record Snapshot(InstanceState state, Folded after) {

    static final Snapshot NONE = new Snapshot(new InstanceState.None(), new Folded(0, 0));

    private Snapshot with(RecordedEvent event) {
      return new Snapshot(
          InstanceEvolution.evolve(state, event),
          new Folded(Math.max(after.time(), micros(event.time())), event.sequence()));
    }
  }

  private final HistoryStore store;
  private final int interval;
  private final Codec<RecordedEvent> events;
  private final Set<String> due = new LinkedHashSet<>();
  private String walkedTo = "";
  private boolean walked;

  Snapshots(HistoryStore store, Codec<RecordedEvent> events, int interval) {
    this.store = store;
    this.interval = interval;
    this.events = events;
  }

  /** The newest one that has no event after a moment. */
  Snapshot at(InstanceId id, Instant moment) {
    return moment.isBefore(Instant.EPOCH)
        ? Snapshot.NONE
        : before(Subject.of(id).key(), micros(moment));
  }

  private Snapshot before(String subject, long micros) {
    List<Snapshot> found = new ArrayList<>();
    store.stateAt(
        subject,
        micros,
        (after, state) -> {
          try {
            return found.add(new Snapshot(STATES.decode(state), after));
          } catch (MalformedRecordException e) {
            return false;
          }
        });
    return found.isEmpty() ? Snapshot.NONE : found.getFirst();
  }

  /** Looks at all instances again. */
  void beginAnew() {
    due.clear();
    walkedTo = "";
    walked = false;
  }

  /** Notes an event, behind which a snapshot may be due. */
  void note(Subject subject, long sequence) {
    if (sequence % interval == 0 && (walked || !walkedTo.isEmpty())) {
      due.add(subject.key());
    }
    if (due.size() > MOST_DUE) {
      beginAnew();
    }
  }

  /** True if there may be snapshots to be made. */
  boolean hasWork() {
    return !walked || !due.isEmpty();
  }

  /** Makes some that are due, for a short time. */
  void work() throws RocksDBException {
    long end = System.nanoTime() + SLICE.toNanos();
    try (Batch batch = store.batch()) {
      while (hasWork() && System.nanoTime() < end) {
        if (due.isEmpty()) {
          walk();
        } else {
          Iterator<String> first = due.iterator();
          String subject = first.next();
          first.remove();
          bring(subject, batch);
        }
      }
      if (!batch.isEmpty()) {
        batch.write();
      }
    }
  }

  private void walk() {
    List<String> next = store.subjects(Subject.INSTANCES, walkedTo, SUBJECTS_AT_ONCE);
    due.addAll(next);
    if (next.isEmpty()) {
      walked = true;
    } else {
      walkedTo = next.getLast();
    }
  }

  private void bring(String subject, Batch batch) throws RocksDBException {
    Snapshot[] last = {before(subject, Long.MAX_VALUE)};
    long begin = last[0].after().sequence();
    if (store.newest(subject) - begin < interval) {
      return;
    }
    List<Snapshot> made = new ArrayList<>();
    store.events(
        subject,
        begin + 1,
        Order.ASCENDING,
        (sequence, event) -> {
          if (sequence != last[0].after().sequence() + 1) {
            return false;
          }
          try {
            last[0] = last[0].with(events.decode(event));
          } catch (MalformedRecordException | IllegalStateException e) {
            return false;
          }
          if (sequence % interval == 0) {
            made.add(last[0]);
          }
          return sequence - begin < EVENTS_AT_ONCE;
        });
    for (Snapshot snapshot : made) {
      if (snapshot.state() instanceof Existing state) {
        batch.addState(subject, snapshot.after(), STATES.encode(state));
      }
    }
    if (last[0].after().sequence() - begin >= EVENTS_AT_ONCE) {
      batch.write();
      due.add(subject);
    }
  }

  /** A hash of the schemas, and of the classes beside the evolution's. */
  private static String code() {
    CRC32C hash = new CRC32C();
    hash.update(ReleasedSchemas.fingerprint().getBytes(UTF_8));
    CodeSource source = InstanceEvolution.class.getProtectionDomain().getCodeSource();
    try (Stream<Path> files = Files.walk(Path.of(source.getLocation().toURI()))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        hash.update(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Expected a place of the program's own classes.", e);
    }
    return Long.toHexString(hash.getValue());
  }

  private static long micros(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), 0, 1L << 40);
    return seconds * 1_000_000 + time.getNano() / 1_000;
  }
}
