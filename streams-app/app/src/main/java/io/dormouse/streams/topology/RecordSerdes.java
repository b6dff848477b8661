package io.dormouse.streams.topology;

import io.dormouse.language.wire.Codec;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Codecs as Kafka's serializers; null stays null. */
public final class RecordSerdes {

  private RecordSerdes() {}

  public static <T> Serde<T> of(Codec<T> codec) {
    return Serdes.serdeFrom(serializer(codec), deserializer(codec, Function.identity()));
  }

  public static <T> Serializer<T> serializer(Codec<T> codec) {
    return (topic, value) -> encode(codec, value);
  }

  /** Reads values and wraps each into what a processor takes. */
  public static <T, R> Deserializer<R> deserializer(Codec<T> codec, Function<T, R> wrap) {
    return (topic, bytes) -> decode(codec, wrap, bytes);
  }

  @SuppressWarnings("NullAway") // Kafka's interfaces take nulls without declaring it.
  private static <T> byte[] encode(Codec<T> codec, @Nullable T value) {
    return value == null ? null : codec.encode(value);
  }

  @SuppressWarnings("NullAway")
  private static <T, R> R decode(Codec<T> codec, Function<T, R> wrap, byte @Nullable [] bytes) {
    return bytes == null ? null : wrap.apply(codec.decode(bytes));
  }
}
