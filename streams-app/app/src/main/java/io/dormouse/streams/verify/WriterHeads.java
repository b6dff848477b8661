package io.dormouse.streams.verify;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.chain.Chain;
import io.dormouse.language.chain.ChainLink;
import io.dormouse.language.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The last links of the writer, from the changelogs of its stores. The newest one of a partition is
 * near the end of its changelog, which is read backwards in growing steps.
 */
final class WriterHeads {

  private static final long FIRST_STEP = 2_000;
  private static final int GROWTH = 4;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaSettings kafka;

  WriterHeads(KafkaConsumer<byte[], byte[]> consumer, KafkaSettings kafka) {
    this.consumer = consumer;
    this.kafka = kafka;
  }

  /**
   * The heads of a topic's chains; none where the writer has not linked anything yet.
   *
   * @throws KafkaException if Kafka does not answer, or a head cannot be read
   */
  List<KnownHead> of(ChainedTopic topic) {
    String changelog = topic.changelog(kafka);
    List<KnownHead> heads = new ArrayList<>();
    for (int partition : partitions(changelog)) {
      head(topic, new TopicPartition(changelog, partition)).ifPresent(heads::add);
    }
    return heads;
  }

  private List<Integer> partitions(String changelog) {
    var found = consumer.listTopics().get(changelog);
    return found == null ? List.of() : found.stream().map(one -> one.partition()).sorted().toList();
  }

  private Optional<KnownHead> head(ChainedTopic topic, TopicPartition changelog) {
    byte[] key = topic.key().getBytes(StandardCharsets.UTF_8);
    Set<TopicPartition> alone = Set.of(changelog);
    consumer.assign(alone);
    long first = consumer.beginningOffsets(alone).getOrDefault(changelog, 0L);
    long end = consumer.endOffsets(alone).getOrDefault(changelog, first);
    long step = FIRST_STEP;
    while (end > first) {
      long from = Math.max(first, end - step);
      Optional<byte[]> newest = newest(changelog, from, end, key);
      if (newest.isPresent()) {
        return Optional.of(known(topic, changelog, newest.get()));
      }
      end = from;
      step *= GROWTH;
    }
    return Optional.empty();
  }

  /** The newest value of the key between two offsets. */
  private Optional<byte[]> newest(TopicPartition changelog, long from, long end, byte[] key) {
    byte[][] newest = new byte[1][];
    consumer.seek(changelog, from);
    Progress progress = new Progress(changelog.toString());
    while (consumer.position(changelog) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Progress.POLL)) {
        if (record.offset() < end && Arrays.equals(record.key(), key)) {
          newest[0] = record.value();
        }
      }
      progress.check(consumer.position(changelog));
    }
    return Optional.ofNullable(newest[0]);
  }

  private static KnownHead known(ChainedTopic topic, TopicPartition changelog, byte[] link) {
    String chain = Chain.nameOf(topic.topic(), changelog.partition());
    try {
      return new KnownHead(chain, ChainLink.read(link), "the writer");
    } catch (MalformedRecordException e) {
      throw new KafkaException(
          "Expected the head of %s in %s: %s".formatted(chain, changelog, e.getMessage()), e);
    }
  }
}
