package io.dormouse.streams.topology;

import io.dormouse.language.wire.Codec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** A store of a processor, by key, with the codec of its values. */
public record RecordStore<T>(KeyValueStore<String, byte[]> bytes, Codec<T> codec) {

  /** A store that the topology has under this name. */
  public static <T> RecordStore<T> of(ProcessorContext<?, ?> context, String name, Codec<T> codec) {
    return new RecordStore<>(context.getStateStore(name), codec);
  }

  public static StoreBuilder<?> builder(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
        .withCachingDisabled();
  }

  public @Nullable T get(String key) {
    byte[] value = bytes.get(key);
    return value == null ? null : codec.decode(value);
  }

  /** All values in the order of their keys. */
  public List<T> all() {
    List<T> values = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries = bytes.all()) {
      entries.forEachRemaining(entry -> values.add(codec.decode(entry.value)));
    }
    return values;
  }
}
