package io.dormouse.streams.topology;

import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a processor writes.
 *
 * @param name of the node in the topology
 * @param partitionName the name that a record's partition follows, from its key and encoded value;
 *     null for the whole key
 */
public record Sink<T>(
    String name,
    Topic topic,
    Codec<T> codec,
    @Nullable BiFunction<String, byte[], String> partitionName) {

  /** A topic partitioned by its key. */
  public Sink(String name, Topic topic, Codec<T> codec) {
    this(name, topic, codec, null);
  }

  /**
   * A topic partitioned by a name.
   *
   * @param named the name, from key and encoded value; from the key alone if there are tombstones,
   *     which have no value and must meet the records that they remove
   */
  public static <T> Sink<T> partitionedBy(
      String name, Topic topic, Codec<T> codec, BiFunction<String, byte[], String> named) {
    return new Sink<>(name, topic, codec, named);
  }

  /** The partition of a record among so many. */
  int partition(String key, byte[] value, int partitions) {
    return KeyPartitioner.partition(
        partitionName == null ? key : partitionName.apply(key, value), partitions);
  }

  /** The partitioner of the node; null for Kafka's own, which takes the whole key. */
  @SuppressWarnings("removal") // Kafka's interface has no other abstract method yet
  public @Nullable StreamPartitioner<String, byte[]> partitioner() {
    return partitionName == null
        ? null
        : (to, key, value, partitions) -> Optional.of(Set.of(partition(key, value, partitions)));
  }
}
