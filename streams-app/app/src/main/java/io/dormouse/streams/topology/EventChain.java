package io.dormouse.streams.topology;

import io.dormouse.language.chain.Chain;
import io.dormouse.language.chain.ChainLink;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The chain of the events that a task writes. The last link is in a store of the task, so that it
 * is committed with the events, or not at all.
 *
 * <p>A task writes to the partition of its own number only; its inputs have the same keys and as
 * many partitions. So each partition has one writer, and one chain.
 */
public final class EventChain {

  /** The part of a store that has the last link, under the topic's name without the prefix. */
  private static final StorePart PART = StorePart.named("chain");

  private final Sink<?> sink;
  private final KeyValueStore<String, byte[]> store;
  private final int partition;
  private final int partitions;

  /**
   * The chain of a sink.
   *
   * @param store that has the last link
   * @param partitions of the sink's topic
   */
  public EventChain(
      ProcessorContext<String, byte[]> context, Sink<?> sink, String store, int partitions) {
    this.sink = sink;
    this.store = context.getStateStore(store);
    this.partition = context.taskId().partition();
    this.partitions = partitions;
  }

  /** The key of a topic's last link in its store. */
  public static String key(Topic topic) {
    return PART.key(topic.shortName());
  }

  boolean isOf(Sink<?> other) {
    return sink.equals(other);
  }

  /**
   * Throws {@link IllegalStateException} if the record belongs into the partition of another task:
   * what led to it was in the wrong partition.
   */
  void check(Record<String, byte[]> record) {
    int wanted = sink.partition(record.key(), record.value(), partitions);
    if (wanted != partition) {
      throw new IllegalStateException(
          "Expected records of %s in partition %d of their topic, but got one in partition %d."
              .formatted(record.key(), wanted, partition));
    }
  }

  /** The chain up to the last record that was written. */
  Chain load() {
    byte[] last = store.get(key(sink.topic()));
    if (last == null) {
      return Chain.begin(Chain.nameOf(sink.topic(), partition));
    }
    try {
      return Chain.after(ChainLink.read(last));
    } catch (MalformedRecordException e) {
      throw new ProcessorStateException(
          "Expected the last link of %s in the store %s: %s"
              .formatted(Chain.nameOf(sink.topic(), partition), store.name(), e.getMessage()),
          e);
    }
  }

  /** Adds the record to the chain; returns it with its link. */
  static Record<String, byte[]> link(Chain chain, Record<String, byte[]> record) {
    chain.add(bytes(record.key()), record.value());
    return record.withHeaders(new RecordHeaders().add(Chain.HEADER, chain.lastBytes()));
  }

  void store(Chain chain) {
    store.put(key(sink.topic()), chain.lastBytes());
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
