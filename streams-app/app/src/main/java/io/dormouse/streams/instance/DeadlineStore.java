package io.dormouse.streams.instance;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.topology.Outbox.TurnWrites;
import io.dormouse.streams.topology.StorePart;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of instances, at most one each. Two parts of the instances' store, by time and by
 * instance, so that only due ones are read.
 */
final class DeadlineStore {

  static final StorePart BY_TIME = StorePart.named("deadline");
  static final StorePart BY_INSTANCE = StorePart.named("armed");

  /** The key that a store has once its instances have deadlines here. */
  private static final String KEPT_HERE = BY_INSTANCE.key("");

  private static final byte[] PRESENT = {1};

  /** Hexadecimal digits of a time in a key; their order is that of the times since 1970. */
  private static final int DIGITS = 16;

  private final KeyValueStore<String, byte[]> store;

  DeadlineStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /**
   * Adds to a turn that the instance's deadline is set, in whole milliseconds, rounded up; null
   * removes it.
   */
  void arm(InstanceId id, @Nullable Instant due, TurnWrites writes) {
    Long armed = armed(id);
    Long wanted = due == null ? null : due.plusNanos(999_999).toEpochMilli();
    if (Objects.equals(armed, wanted)) {
      return;
    }
    if (armed != null) {
      writes.then(() -> store.delete(key(armed, id.value())));
    }
    if (wanted == null) {
      writes.then(() -> store.delete(BY_INSTANCE.key(id.value())));
    } else {
      writes.then(() -> store.put(key(wanted, id.value()), PRESENT));
      writes.then(() -> store.put(BY_INSTANCE.key(id.value()), bytes(wanted)));
    }
  }

  /** Instances that are due, the longest overdue first, at most so many. */
  List<InstanceId> due(Instant now, int most) {
    List<InstanceId> due = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries =
        store.range(BY_TIME.prefix(), key(now.toEpochMilli() + 1, ""))) {
      while (entries.hasNext() && due.size() < most) {
        due.add(new InstanceId(BY_TIME.within(entries.next().key).substring(DIGITS)));
      }
    }
    return due;
  }

  /**
   * Makes all instances due at once, in a store of an earlier version, which had the deadlines
   * elsewhere; each then gets its own again.
   */
  void adopt(Instant now, TurnWrites writes) {
    if (store.get(KEPT_HERE) != null) {
      return;
    }
    try (KeyValueIterator<String, byte[]> states = StorePart.PLAIN.entries(store)) {
      states.forEachRemaining(state -> arm(new InstanceId(state.key), now, writes));
    }
    writes.then(() -> store.put(KEPT_HERE, PRESENT));
  }

  private @Nullable Long armed(InstanceId id) {
    byte[] millis = store.get(BY_INSTANCE.key(id.value()));
    return millis == null ? null : ByteBuffer.wrap(millis).getLong();
  }

  private static byte[] bytes(long millis) {
    return ByteBuffer.allocate(Long.BYTES).putLong(millis).array();
  }

  private static String key(long millis, String id) {
    return BY_TIME.key(HexFormat.of().toHexDigits(millis) + id);
  }
}
