package io.dormouse.streams.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.streams.history.HistoryFiles.Column;
import io.dormouse.streams.history.Snapshots.Folded;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The content of the index. Events are under their subject and number, and each record of the log
 * has a reference to its event. A batch is written whole or not at all, together with the positions
 * up to which the log was read.
 *
 * <p>Every method throws {@link HistoryException} if the files cannot be read or written.
 */
final class HistoryStore implements AutoCloseable {

  private static final byte[] NONE = {};
  private static final byte[] LAST = {-1, -1, -1, -1, -1, -1, -1, -1};

  /**
   * A record of the log.
   *
   * @param time the latest time of an event in the partition up to here, in milliseconds, which
   *     never runs back
   * @param number number of the event in its subject's history
   */
  record Reference(long time, String subject, long number) {}

  /** Facts about the content, as texts. */
  enum Fact {
    /** The log that it is of. */
    IDENTITY,

    /** Version of the store's format. */
    FORMAT,

    /** The schemas that the program knew that wrote it. */
    SCHEMAS,

    /** The code that folded the states. */
    FOLD;

    private byte[] key() {
      return name().toLowerCase(Locale.ROOT).getBytes(UTF_8);
    }
  }

  /** Takes entries until it returns false. */
  interface Visitor<K, V> {
    boolean visit(K key, V value);
  }

  private final HistoryFiles files;

  HistoryStore(Path directory) {
    this.files = HistoryFiles.open(directory);
  }

  /** Changes that are written together. */
  final class Batch implements AutoCloseable {

    private final WriteBatch batch = new WriteBatch();

    /** Removes everything. */
    void clear() throws RocksDBException {
      for (Column column : Column.values()) {
        batch.deleteRange(files.handle(column), NONE, LAST);
      }
    }

    /** Removes the folded states. */
    void clearStates() throws RocksDBException {
      batch.deleteRange(files.handle(Column.STATES), NONE, LAST);
    }

    void set(Fact fact, String value) throws RocksDBException {
      batch.put(files.handle(Column.META), fact.key(), value.getBytes(UTF_8));
    }

    /** Adds the record of a partition at an offset, and its event. */
    void add(int partition, long offset, Reference reference, byte[] event)
        throws RocksDBException {
      byte[] subject = reference.subject().getBytes(UTF_8);
      batch.put(files.handle(Column.EVENTS), eventKey(subject, reference.number()), event);
      byte[] value =
          ByteBuffer.allocate(2 * Long.BYTES + subject.length)
              .putLong(reference.time())
              .putLong(reference.number())
              .put(subject)
              .array();
      batch.put(files.handle(Column.LOG), logKey(partition, offset), value);
    }

    /** Adds a number to a subject's history, of an event that cannot be read. */
    void addUnreadable(Subject subject, long number) throws RocksDBException {
      byte[] key = eventKey(subject.key().getBytes(UTF_8), number);
      batch.put(files.handle(Column.EVENTS), key, NONE);
    }

    /** Adds the state of a subject after an event. */
    void addState(String subject, Folded state, byte[] encoded) throws RocksDBException {
      batch.put(files.handle(Column.STATES), state.key(subject), encoded);
    }

    /** Sets where reading of a partition goes on. */
    void position(int partition, Position position) throws RocksDBException {
      batch.put(files.handle(Column.META), positionKey(partition), position.toBytes());
    }

    boolean isEmpty() {
      return batch.count() == 0;
    }

    /** Writes the changes and forgets them. */
    void write() throws RocksDBException {
      files.write(batch);
      batch.clear();
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  Batch batch() {
    return new Batch();
  }

  /** True once corrupt files were found that {@link #renew} is to remove. */
  boolean isCorrupt() {
    return files.isCorrupt();
  }

  /** Replaces corrupt files by new ones. */
  void renew() {
    files.renew();
  }

  /** A fact about the content; empty if it is not known. */
  String fact(Fact fact) {
    byte[] value = files.get(Column.META, fact.key());
    return value == null ? "" : new String(value, UTF_8);
  }

  Position position(int partition) {
    byte[] value = files.get(Column.META, positionKey(partition));
    return value == null ? Position.START : Position.of(value);
  }

  /** An event; null if there is none that can be read. */
  byte @Nullable [] event(String subject, long number) {
    byte[] event = files.get(Column.EVENTS, eventKey(subject.getBytes(UTF_8), number));
    return event == null || event.length == 0 ? null : event;
  }

  /** The number of a subject's newest event, which may be unreadable; 0 if there is none. */
  long newest(String subject) {
    byte[] id = subject.getBytes(UTF_8);
    long[] newest = {0};
    files.scan(
        Column.EVENTS,
        eventKey(id, 0),
        eventKey(id, Long.MAX_VALUE),
        eventKey(id, Long.MAX_VALUE - 1),
        Order.DESCENDING,
        (key, event) -> {
          newest[0] = number(key, id);
          return false;
        });
    return newest[0];
  }

  /** Visits the events of a subject by their numbers, in an order, beginning with one. */
  void events(String subject, long from, Order order, Visitor<Long, byte[]> visitor) {
    if (from < 0) {
      return;
    }
    byte[] id = subject.getBytes(UTF_8);
    files.scan(
        Column.EVENTS,
        eventKey(id, 0),
        eventKey(id, Long.MAX_VALUE),
        eventKey(id, from),
        order,
        (key, event) -> event.length == 0 || visitor.visit(number(key, id), event));
  }

  private static long number(byte[] eventKey, byte[] subject) {
    return ByteBuffer.wrap(eventKey).getLong(subject.length + 1);
  }

  /**
   * Visits the newest state of a subject that was folded of events no later than a time, if there
   * is one.
   */
  void stateAt(String subject, long time, Visitor<Folded, byte[]> visitor) {
    files.scan(
        Column.STATES,
        new Folded(0, 0).key(subject),
        new Folded(Long.MAX_VALUE, Long.MAX_VALUE).key(subject),
        new Folded(time, Long.MAX_VALUE).key(subject),
        Order.DESCENDING,
        (key, state) -> {
          visitor.visit(Folded.of(key), state);
          return false;
        });
  }

  /** The subjects with a prefix that come after one of them, in their order, at most so many. */
  List<String> subjects(String prefix, String after, int limit) {
    byte[] low = prefix.getBytes(UTF_8);
    return files.use(() -> {
      List<String> found = new ArrayList<>();
      try (HistoryFiles.Range range =
          files.new Range(Column.EVENTS, low, (prefix + Character.MAX_VALUE).getBytes(UTF_8))) {
        RocksIterator it = range.iterator();
        it.seek(after.isEmpty() ? low : eventKey(after.getBytes(UTF_8), -1));
        while (it.isValid() && found.size() < limit) {
          byte[] subject = Arrays.copyOf(it.key(), it.key().length - Long.BYTES - 1);
          found.add(new String(subject, UTF_8));
          it.seek(eventKey(subject, -1));
        }
        it.status();
      }
      return found;
    });
  }

  /**
   * Visits the records of all partitions from a position on, merged by time. Each is visited with
   * the position behind it. Records that cannot have an event of the span are left out, as far as
   * that follows from their place.
   */
  void log(FeedPosition from, Order order, Span span, Visitor<FeedPosition, Reference> visitor) {
    files.use(() -> {
      List<Lane> lanes = new ArrayList<>();
      try {
        for (int partition = 0; partition < from.offsets().size(); partition++) {
          lanes.add(new Lane(partition, from.offsets().get(partition), order, span));
        }
        merge(from, lanes, visitor);
      } finally {
        lanes.forEach(Lane::close);
      }
      return true;
    });
  }

  private static void merge(
      FeedPosition from, List<Lane> lanes, Visitor<FeedPosition, Reference> visitor)
      throws RocksDBException {
    FeedPosition position = from;
    boolean goOn = true;
    while (goOn) {
      Lane next = null;
      for (Lane lane : lanes) {
        if (lane.head != null && (next == null || lane.isBefore(next))) {
          next = lane;
        }
      }
      if (next == null) {
        return;
      }
      Reference reference = Objects.requireNonNull(next.head);
      position = position.with(next.partition, next.advance());
      goOn = visitor.visit(position, reference);
    }
  }

  /** The first offset of a partition that has a record of a time or later. */
  long offsetAt(int partition, long time) {
    return files.use(() -> {
      try (HistoryFiles.Range range = lane(partition)) {
        RocksIterator it = range.iterator();
        long low = 0;
        long high = position(partition).offset();
        while (low < high) {
          long middle = (low + high) >>> 1;
          it.seek(logKey(partition, middle));
          if (it.isValid() && reference(it.value()).time() < time) {
            low = offset(it.key()) + 1;
          } else {
            high = middle;
          }
        }
        it.status();
        return low;
      }
    });
  }

  private HistoryFiles.Range lane(int partition) {
    return files.new Range(Column.LOG, logKey(partition, 0), logKey(partition, Long.MAX_VALUE));
  }

  /** The part of a partition outside of which no event of a span is. */
  private HistoryFiles.Range lane(int partition, Span span) {
    Position end = position(partition);
    Long since = span.firstTime(end);
    Long until = span.timeBehind(end);
    long low = since == null ? 0 : offsetAt(partition, since);
    long high = until == null ? Long.MAX_VALUE : offsetAt(partition, until);
    return files
    .new Range(Column.LOG, logKey(partition, low), logKey(partition, Math.max(low, high)));
  }

  /** The records of one partition, in an order. */
  private final class Lane implements AutoCloseable {

    private final int partition;
    private final Order order;
    private final HistoryFiles.Range range;
    private @Nullable Reference head;

    Lane(int partition, long position, Order order, Span span) throws RocksDBException {
      this.partition = partition;
      this.order = order;
      this.range = lane(partition, span);
      long first = order.nextOffset(position);
      if (first >= 0) {
        order.seek(range.iterator(), logKey(partition, first));
      }
      look();
    }

    boolean isBefore(Lane other) {
      return order.isBefore(
          Objects.requireNonNull(head).time(), Objects.requireNonNull(other.head).time());
    }

    /** Goes to the next record and returns the position behind this one. */
    long advance() throws RocksDBException {
      long behind = order.positionBehind(offset(range.iterator().key()));
      order.step(range.iterator());
      look();
      return behind;
    }

    private void look() throws RocksDBException {
      RocksIterator it = range.iterator();
      it.status();
      head = it.isValid() ? reference(it.value()) : null;
    }

    @Override
    public void close() {
      range.close();
    }
  }

  private static byte[] positionKey(int partition) {
    return ("position-" + partition).getBytes(UTF_8);
  }

  /** A subject has no zero byte, so that no subject's keys are among those of another. */
  private static byte[] eventKey(byte[] subject, long number) {
    return ByteBuffer.allocate(subject.length + 1 + Long.BYTES)
        .put(subject)
        .put((byte) 0)
        .putLong(number)
        .array();
  }

  private static byte[] logKey(int partition, long offset) {
    return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
        .putInt(partition)
        .putLong(offset)
        .array();
  }

  private static long offset(byte[] logKey) {
    return ByteBuffer.wrap(logKey).getLong(Integer.BYTES);
  }

  private static Reference reference(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    long time = buffer.getLong();
    long number = buffer.getLong();
    String subject = new String(value, buffer.position(), buffer.remaining(), UTF_8);
    return new Reference(time, subject, number);
  }

  @Override
  public void close() {
    files.close();
  }
}
