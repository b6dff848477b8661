package io.dormouse.streams.history;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.language.wire.ReleasedSchemas;
import io.dormouse.streams.history.HistoryIndexer.KnownSchemas;
import io.dormouse.streams.history.HistoryStore.Fact;
import io.dormouse.streams.history.Snapshots.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All events of the log on this machine, by instance and by time, up to what was read of it. It
 * goes on by itself, and is built anew from the log when its files are lost.
 *
 * <p>Reading throws {@link HistoryException} if the files cannot be read.
 */
public final class HistoryIndex implements AutoCloseable {

  /** Takes events, each with the position behind it, until it returns false. */
  public interface Visitor<P> {
    boolean visit(P position, IndexedEvent event);
  }

  private static final Logger LOG = LoggerFactory.getLogger(HistoryIndex.class);
  private static final int EVENTS_OF_SNAPSHOT = 32;

  private final Codec<RecordedEvent> instanceEvents;
  private final Codec<RecordedHostEvent> hostEvents;
  private final HistoryStore store;
  private final Snapshots snapshots;
  private final HistoryIndexer indexer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long version;

  /** Opens the files in a directory, and starts to read the log. */
  public HistoryIndex(KafkaSettings kafka, AnnouncedSchemas schemas, Path directory) {
    this(
        kafka,
        new KnownSchemas(ReleasedSchemas.fingerprint(), schemas),
        EVENTS_OF_SNAPSHOT,
        directory);
  }

  /**
   * An index with other schemas and snapshots.
   *
   * @param interval number of events of an instance between its snapshots
   */
  HistoryIndex(KafkaSettings kafka, KnownSchemas known, int interval, Path directory) {
    this.instanceEvents = Codecs.INSTANCE_EVENT.reading(known.announced());
    this.hostEvents = Codecs.HOST_EVENT.reading(known.announced());
    this.store = new HistoryStore(directory);
    this.snapshots = new Snapshots(store, instanceEvents, interval);
    this.indexer = new HistoryIndexer(kafka, known, store, snapshots, this::tellNews);
  }

  public HistoryProgress progress() {
    return indexer.progress();
  }

  /** The number of the newest event of an instance, read or not; 0 if there is none. */
  public long newest(InstanceId id) {
    return store.newest(Subject.of(id).key());
  }

  /** The instances behind one, in the order of their ids, at most so many; null for the first. */
  List<InstanceId> instances(@Nullable InstanceId after, int limit) {
    return store
        .subjects(Subject.INSTANCES, after == null ? "" : Subject.of(after).key(), limit)
        .stream()
        .map(subject -> new InstanceId(subject.substring(Subject.INSTANCES.length())))
        .toList();
  }

  /** Visits the events behind one of an instance, in an order, with their sequences. */
  public void events(InstanceId id, long after, Order order, Visitor<Long> visitor) {
    store.events(
        Subject.of(id).key(),
        order == Order.ASCENDING ? after + 1 : after - 1,
        order,
        (number, event) -> {
          IndexedEvent decoded = decode(Subject.of(id), event);
          return decoded == null || visitor.visit(number, decoded);
        });
  }

  /** The newest snapshot of an instance's state that has no event after a moment. */
  Snapshot snapshot(InstanceId id, Instant moment) {
    return snapshots.at(id, moment);
  }

  /** Visits all events from a position on, each with the position behind it. */
  public void feed(FeedPosition from, Order order, Visitor<FeedPosition> visitor) {
    feed(from, order, Span.ALL, visitor);
  }

  /**
   * Visits the events from a position on, each with the position behind it, at least those of a
   * span. It ends where no more of them can be.
   */
  public void feed(FeedPosition from, Order order, Span span, Visitor<FeedPosition> visitor) {
    if (from.log() != start().log()) {
      throw new HistoryException("The log was made anew while it was read.", null);
    }
    store.log(
        from,
        order,
        span,
        (position, reference) -> {
          byte[] event = store.event(reference.subject(), reference.number());
          IndexedEvent decoded =
              event == null ? null : decode(new Subject(reference.subject()), event);
          return decoded == null || visitor.visit(position, decoded);
        });
  }

  /** An event, or null if it cannot be read: only its first fields were looked at before. */
  private @Nullable IndexedEvent decode(Subject subject, byte[] event) {
    try {
      return subject.isInstance()
          ? new IndexedEvent.OfInstance(instanceEvents.decode(event))
          : new IndexedEvent.OfHost(hostEvents.decode(event));
    } catch (MalformedRecordException e) {
      LOG.atDebug()
          .setMessage("event not readable and left out")
          .addKeyValue("subject", subject.key())
          .setCause(e)
          .log();
      return null;
    }
  }

  /** The position before the first event. */
  public FeedPosition start() {
    return FeedPosition.start(store.fact(Fact.IDENTITY), indexer.partitions());
  }

  /** The position behind the newest event. */
  public FeedPosition end() {
    FeedPosition end = start();
    for (int partition = 0; partition < indexer.partitions(); partition++) {
      end = end.with(partition, store.position(partition).offset());
    }
    return end;
  }

  /**
   * Reads the text of a position.
   *
   * @throws IllegalArgumentException if it is no position in this log
   */
  public FeedPosition position(String text) {
    FeedPosition position = FeedPosition.parse(text);
    FeedPosition start = start();
    if (position.offsets().size() != start.offsets().size()) {
      throw FeedPosition.wrong(text);
    }
    if (position.log() != start.log()) {
      throw new IllegalArgumentException(
          "Expected a cursor of this log, but '%s' is of another one, which is gone; begin again without it."
              .formatted(text));
    }
    return position;
  }

  /**
   * Waits until the index has caught up.
   *
   * @return false if it did not in time
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long known = version();
    while (!progress().caughtUp()) {
      if (!awaitNews(known, Duration.ofNanos(end - System.nanoTime()))) {
        return progress().caughtUp();
      }
      known = version();
    }
    return true;
  }

  /** A number that changes with the content. */
  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a change of the content.
   *
   * @param known the version that is known
   * @return false if there was no other version in time
   */
  public boolean awaitNews(long known, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (version == known) {
        if (left <= 0) {
          return false;
        }
        left = news.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void tellNews() {
    lock.lock();
    try {
      version++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops reading, waits for those who read the index, and closes the files. */
  @Override
  public void close() {
    indexer.close();
    store.close();
  }
}
