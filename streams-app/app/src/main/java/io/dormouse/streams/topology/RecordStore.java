package io.dormouse.streams.topology;

import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.language.wire.NewerSchemaException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of a processor, or a part of one, by key, with the codec of its values.
 *
 * <p>A value that only newer versions can read is a failure of the store: reading it throws {@link
 * ProcessorStateException}, which ends the topology before anything is decided without that value.
 */
public record RecordStore<T>(KeyValueStore<String, byte[]> bytes, StorePart part, Codec<T> codec) {

  private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);

  /**
   * A store that the topology has under this name. If a schema is announced that this version
   * cannot read whole, all values are read first.
   */
  public static <T> RecordStore<T> of(ProcessorContext<?, ?> context, String name, Codec<T> codec) {
    return of(context, name, StorePart.ALL, codec);
  }

  /** A part of a store, as {@link #of(ProcessorContext, String, Codec)}. */
  public static <T> RecordStore<T> of(
      ProcessorContext<?, ?> context, String name, StorePart part, Codec<T> codec) {
    Codec<T> reading = codec.reading(TopologySchemas.of(context));
    RecordStore<T> store = new RecordStore<>(context.getStateStore(name), part, reading);
    if (!reading.unreadable().isEmpty()) {
      store.checkReadable();
    }
    return store;
  }

  public static StoreBuilder<?> builder(String name) {
    return Stores.keyValueStoreBuilder(
            WriteAheadStore.named(name), Serdes.String(), Serdes.ByteArray())
        .withCachingDisabled();
  }

  public @Nullable T get(String key) {
    byte[] value = bytes.get(part.key(key));
    return value == null ? null : decode(key, value);
  }

  void put(String key, byte @Nullable [] value) {
    bytes.put(part.key(key), value);
  }

  /** All values in the order of their keys. */
  public List<T> all() {
    List<T> values = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries = part.entries(bytes)) {
      entries.forEachRemaining(entry -> values.add(decode(entry.key, entry.value)));
    }
    return values;
  }

  private void checkReadable() {
    try (KeyValueIterator<String, byte[]> entries = part.entries(bytes)) {
      entries.forEachRemaining(entry -> {
        if (!codec.knows(entry.value)) {
          decodeOrPass(entry.key, entry.value);
        }
      });
    }
  }

  private void decodeOrPass(String key, byte[] value) {
    try {
      decode(key, value);
    } catch (MalformedRecordException e) {
      LOG.atWarn()
          .setMessage("stored value passed over")
          .addKeyValue("store", bytes.name())
          .addKeyValue("key", key)
          .addKeyValue("reason", e.getMessage())
          .log();
    }
  }

  private T decode(String key, byte[] value) {
    try {
      return codec.decode(value);
    } catch (NewerSchemaException e) {
      throw new ProcessorStateException(
          "Expected the store %s to have values that this version can read, but a newer version wrote the one of %s: %s Start that version again, or a newer one."
              .formatted(bytes.name(), key, e.getMessage()),
          e);
    }
  }
}
