package io.dormouse.streams.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.streams.history.HistoryFiles.Column;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private static final byte[] IDENTITY = "identity".getBytes(UTF_8);
  private static final byte[] FIRST = {};
  private static final byte[] LAST = {-1, -1, -1, -1, -1, -1, -1, -1};

  /**
   * A record of the log.
   *
   * @param time the latest time of an event in the partition up to here, in milliseconds, which
   *     never runs back
   * @param number number of the event in its subject's history
   */
  record Reference(long time, String subject, long number) {}

  /**
   * Place in a partition.
   *
   * @param offset of the next record
   * @param time latest time of an event before it, in milliseconds
   */
  record Position(long offset, long time) {

    static final Position START = new Position(0, 0);
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
    void clear(String identity) throws RocksDBException {
      for (Column column : Column.values()) {
        batch.deleteRange(files.handle(column), FIRST, LAST);
      }
      batch.put(files.handle(Column.META), IDENTITY, identity.getBytes(UTF_8));
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

    /** Sets where reading of a partition goes on. */
    void position(int partition, Position position) throws RocksDBException {
      byte[] value =
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(position.offset())
              .putLong(position.time())
              .array();
      batch.put(files.handle(Column.META), positionKey(partition), value);
    }

    void write() {
      files.write(batch);
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  Batch batch() {
    return new Batch();
  }

  /** The identity of the log that the index is of, or null if it is new. */
  @Nullable String identity() {
    byte[] identity = files.get(Column.META, IDENTITY);
    return identity == null ? null : new String(identity, UTF_8);
  }

  Position position(int partition) {
    byte[] value = files.get(Column.META, positionKey(partition));
    if (value == null) {
      return Position.START;
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new Position(buffer.getLong(), buffer.getLong());
  }

  byte @Nullable [] event(String subject, long number) {
    return files.get(Column.EVENTS, eventKey(subject.getBytes(UTF_8), number));
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
        (key, event) -> visitor.visit(ByteBuffer.wrap(key).getLong(id.length + 1), event));
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
   * the position behind it.
   */
  void log(FeedPosition from, Order order, Visitor<FeedPosition, Reference> visitor) {
    files.use(() -> {
      List<Lane> lanes = new ArrayList<>();
      try {
        for (int partition = 0; partition < from.offsets().size(); partition++) {
          lanes.add(new Lane(partition, from.offsets().get(partition), order));
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

  /** The records of one partition, in an order. */
  private final class Lane implements AutoCloseable {

    private final int partition;
    private final Order order;
    private final HistoryFiles.Range range;
    private @Nullable Reference head;

    Lane(int partition, long position, Order order) throws RocksDBException {
      this.partition = partition;
      this.order = order;
      this.range = lane(partition);
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
