package io.dormouse.streams.topology;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.RocksDBStore;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB store whose commits survive the end of the process.
 *
 * <p>Kafka Streams turns RocksDB's own log off. A killed process then loses what RocksDB has not
 * flushed yet, with a small store all of it, and restores it from the changelog. This store writes
 * each commit to that log, and does not wait for the disk. The values of a commit and the
 * changelog's offset are one write, so a store that lost the end of its log is that of an earlier
 * commit.
 */
public final class WriteAheadStore extends RocksDBStore {

  private static final String METRICS_SCOPE = "rocksdb";

  /** Limit of the log of one store and partition, which is read when the store is opened. */
  private static final long LOG_BYTES = 8L << 20;

  private static final VarHandle WRITE_OPTIONS = writeOptions();

  private WriteAheadStore(String name) {
    super(name, METRICS_SCOPE);
  }

  /** A supplier for the builder of a store. */
  public static KeyValueBytesStoreSupplier named(String name) {
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new WriteAheadStore(name);
      }

      @Override
      public String metricsScope() {
        return METRICS_SCOPE;
      }
    };
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    super.init(context, root);
    ((WriteOptions) WRITE_OPTIONS.get(this)).setDisableWAL(false);
  }

  /**
   * Without offsets the task is corrupt and about to be deleted. Its last commit stays, since the
   * process may be killed before the deletion.
   */
  @Override
  public synchronized void commit(Map<TopicPartition, Long> changelogOffsets) {
    if (!changelogOffsets.isEmpty()) {
      super.commit(changelogOffsets);
    }
  }

  @Override
  protected List<ColumnFamilyHandle> openRocksDB(
      DBOptions options, ColumnFamilyDescriptor first, ColumnFamilyDescriptor... others) {
    return super.openRocksDB(options.setMaxTotalWalSize(LOG_BYTES), first, others);
  }

  /** The only way to these options: no setting of Kafka Streams leads to them. */
  private static VarHandle writeOptions() {
    try {
      return MethodHandles.privateLookupIn(RocksDBStore.class, MethodHandles.lookup())
          .findVarHandle(RocksDBStore.class, "wOptions", WriteOptions.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
