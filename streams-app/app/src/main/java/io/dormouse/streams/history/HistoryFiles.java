package io.dormouse.streams.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.streams.topology.RocksLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RocksDB of the index. Its own log makes each batch survive the end of the process; after a
 * loss of power the newest batches may be missing, and are read again.
 *
 * <p>Every method throws {@link HistoryException} if the files cannot be read or written. Corrupt
 * files that an access finds are marked, also for the next start, and {@link #renew} removes them.
 */
final class HistoryFiles implements AutoCloseable {

  /** Kinds of keys; each is a column family. */
  enum Column {
    META("default"),
    EVENTS("events"),
    LOG("log"),
    STATES("states");

    private final byte[] family;

    Column(String family) {
      this.family = family.getBytes(UTF_8);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(HistoryFiles.class);
  private static final String MARK = "corrupt";
  private static final long CACHE_BYTES = 32L << 20;
  private static final long WRITE_BUFFER_BYTES = 16L << 20;
  private static final long WRITE_BUFFERS_BYTES = 32L << 20;
  private static final long LOG_BYTES = 64L << 20;
  private static final long ROOM = LOG_BYTES;

  /** Something to do with the files. */
  interface Access<T> {
    T get() throws RocksDBException;
  }

  /** Looks at an entry; false ends the reading. */
  interface Visitor {
    boolean visit(byte[] key, byte[] value);
  }

  private final Path directory;
  private final LRUCache cache = new LRUCache(CACHE_BYTES);
  private final ColumnFamilyOptions columns =
      new ColumnFamilyOptions()
          .setTableFormatConfig(
              new BlockBasedTableConfig().setBlockCache(cache).setCacheIndexAndFilterBlocks(true))
          .setCompressionType(CompressionType.LZ4_COMPRESSION)
          .setWriteBufferSize(WRITE_BUFFER_BYTES);
  private final DBOptions options =
      new DBOptions()
          .setCreateIfMissing(true)
          .setCreateMissingColumnFamilies(true)
          .setDbWriteBufferSize(WRITE_BUFFERS_BYTES)
          .setMaxTotalWalSize(LOG_BYTES)
          .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL);
  private final WriteOptions writing = new WriteOptions();
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private @Nullable Opened opened;
  private boolean closed;
  private volatile boolean corrupt;
  private volatile boolean stuck;

  /** The files while they are open. */
  private record Opened(RocksDB db, Map<Column, ColumnFamilyHandle> handles) {

    void close() {
      handles.values().forEach(ColumnFamilyHandle::close);
      db.close();
    }
  }

  /**
   * Opens the files in a directory, which is made if it is not there. Corrupt files are removed,
   * since the log has all that was in them.
   */
  static HistoryFiles open(Path directory) {
    RocksLibrary.load(directory);
    HistoryFiles files = new HistoryFiles(directory);
    try {
      files.open();
      return files;
    } catch (HistoryException e) {
      files.close();
      throw e;
    }
  }

  private HistoryFiles(Path directory) {
    this.directory = directory;
    this.corrupt = Files.exists(directory.resolve(MARK));
  }

  /** True once corrupt files were found that {@link #renew} is to remove. */
  boolean isCorrupt() {
    return corrupt;
  }

  /**
   * Removes corrupt files and opens new ones; others are opened if they are not. RocksDB may write
   * no more after it failed to, so that it is opened again, unless the disk has no room: what is
   * open can still be read.
   */
  void renew() {
    use.writeLock().lock();
    try {
      if (!closed && (corrupt || opened == null || (stuck && hasRoom()))) {
        open();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private void open() {
    try {
      if (opened != null) {
        opened.close();
        opened = null;
      }
      if (corrupt) {
        remove();
      }
      try {
        opened = opened();
      } catch (RocksDBException e) {
        if (!isCorruption(e)) {
          throw e;
        }
        LOG.atWarn()
            .setMessage("history index is corrupt and begins anew")
            .addKeyValue("directory", directory)
            .setCause(e)
            .log();
        remove();
        opened = opened();
      }
      stuck = false;
    } catch (RocksDBException | IOException e) {
      throw new HistoryException(
          "Expected to open the history index in %s, but: %s".formatted(directory, e.getMessage()),
          e);
    }
  }

  private void remove() throws RocksDBException, IOException {
    try (Options all = new Options()) {
      RocksDB.destroyDB(directory.toString(), all);
    }
    Files.deleteIfExists(directory.resolve(MARK));
    corrupt = false;
  }

  private boolean hasRoom() {
    try {
      return Files.getFileStore(directory).getUsableSpace() > ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  private Opened opened() throws RocksDBException {
    List<ColumnFamilyHandle> families = new ArrayList<>();
    RocksDB db = RocksDB.open(options, directory.toString(), descriptors(), families);
    Map<Column, ColumnFamilyHandle> handles = new EnumMap<>(Column.class);
    Iterator<ColumnFamilyHandle> next = families.iterator();
    for (Column column : Column.values()) {
      handles.put(column, next.next());
    }
    return new Opened(db, handles);
  }

  private List<ColumnFamilyDescriptor> descriptors() {
    return Stream.of(Column.values())
        .map(column -> new ColumnFamilyDescriptor(column.family, columns))
        .toList();
  }

  private static boolean isCorruption(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
  }

  private void mark(RocksDBException e) {
    if (corrupt) {
      return;
    }
    corrupt = true;
    LOG.atWarn()
        .setMessage("history index is found to be corrupt and will be built anew")
        .addKeyValue("directory", directory)
        .setCause(e)
        .log();
    try {
      Files.writeString(directory.resolve(MARK), String.valueOf(e.getMessage()));
    } catch (IOException full) {
      LOG.atWarn()
          .setMessage("corrupt history index cannot be marked for the next start")
          .setCause(full)
          .log();
    }
  }

  private Opened files() {
    Opened files = opened;
    if (files == null) {
      throw new HistoryException("The history index is closed.", null);
    }
    return files;
  }

  ColumnFamilyHandle handle(Column column) {
    return Objects.requireNonNull(files().handles().get(column));
  }

  byte @Nullable [] get(Column column, byte[] key) {
    return use(() -> files().db().get(handle(column), key));
  }

  void write(WriteBatch batch) {
    use(() -> {
      stuck = true;
      files().db().write(writing, batch);
      stuck = false;
      return true;
    });
  }

  /**
   * Visits the entries from a key on, in an order.
   *
   * @param low the first key that counts
   * @param high the first key after those that count
   */
  void scan(Column column, byte[] low, byte[] high, byte[] from, Order order, Visitor visitor) {
    use(() -> {
      try (Range range = new Range(column, low, high)) {
        RocksIterator it = range.iterator;
        for (order.seek(it, from); it.isValid(); order.step(it)) {
          if (!visitor.visit(it.key(), it.value())) {
            break;
          }
        }
        it.status();
        return true;
      }
    });
  }

  /** Keeps the files open meanwhile. */
  <T> T use(Access<T> access) {
    use.readLock().lock();
    try {
      return access.get();
    } catch (RocksDBException e) {
      if (isCorruption(e)) {
        mark(e);
      }
      throw new HistoryException(
          "Expected to read or write the history index, but: " + e.getMessage(), e);
    } finally {
      use.readLock().unlock();
    }
  }

  /** An iterator between two keys, to be used and closed within {@link #use}. */
  final class Range implements AutoCloseable {

    private final Slice low;
    private final Slice high;
    private final ReadOptions reading;
    private final RocksIterator iterator;

    Range(Column column, byte[] low, byte[] high) {
      this.low = new Slice(low);
      this.high = new Slice(high);
      this.reading =
          new ReadOptions().setIterateLowerBound(this.low).setIterateUpperBound(this.high);
      this.iterator = files().db().newIterator(handle(column), reading);
    }

    RocksIterator iterator() {
      return iterator;
    }

    @Override
    public void close() {
      iterator.close();
      reading.close();
      low.close();
      high.close();
    }
  }

  /** Waits for those who use the files, and closes them. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        if (opened != null) {
          opened.close();
          opened = null;
        }
        writing.close();
        options.close();
        columns.close();
        cache.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
