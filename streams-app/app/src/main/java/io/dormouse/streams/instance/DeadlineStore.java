package io.dormouse.streams.instance;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.topology.Outbox.TurnWrites;
import io.dormouse.streams.topology.WriteAheadStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of instances, at most one each. Two stores, by time and by instance, so that only due
 * ones are read.
 */
final class DeadlineStore {

  static final String BY_TIME = "deadlines-by-time";
  static final String BY_INSTANCE = "deadlines-by-instance";

  private static final byte[] PRESENT = {1};

  private final KeyValueStore<Bytes, byte[]> byTime;
  private final KeyValueStore<String, Long> byInstance;

  DeadlineStore(KeyValueStore<Bytes, byte[]> byTime, KeyValueStore<String, Long> byInstance) {
    this.byTime = byTime;
    this.byInstance = byInstance;
  }

  static List<StoreBuilder<?>> builders() {
    return List.of(
        Stores.keyValueStoreBuilder(
                WriteAheadStore.named(BY_TIME), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled(),
        Stores.keyValueStoreBuilder(
                WriteAheadStore.named(BY_INSTANCE), Serdes.String(), Serdes.Long())
            .withCachingDisabled());
  }

  /**
   * Adds to a turn that the instance's deadline is set, in whole milliseconds, rounded up; null
   * removes it.
   */
  void arm(InstanceId id, @Nullable Instant due, TurnWrites writes) {
    Long armed = byInstance.get(id.value());
    Long wanted = due == null ? null : due.plusNanos(999_999).toEpochMilli();
    if (Objects.equals(armed, wanted)) {
      return;
    }
    if (armed != null) {
      writes.then(() -> byTime.delete(key(armed, id.value())));
    }
    if (wanted == null) {
      writes.then(() -> byInstance.delete(id.value()));
    } else {
      writes.then(() -> byTime.put(key(wanted, id.value()), PRESENT));
      writes.then(() -> byInstance.put(id.value(), wanted));
    }
  }

  /** Instances that are due, the longest overdue first, at most so many. */
  List<InstanceId> due(Instant now, int most) {
    List<InstanceId> due = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> entries =
        byTime.range(key(0, ""), key(now.toEpochMilli() + 1, ""))) {
      while (entries.hasNext() && due.size() < most) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        byte[] bytes = entry.key.get();
        due.add(
            new InstanceId(
                new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8)));
      }
    }
    return due;
  }

  private static Bytes key(long millis, String id) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + name.length).putLong(millis).put(name).array());
  }
}
