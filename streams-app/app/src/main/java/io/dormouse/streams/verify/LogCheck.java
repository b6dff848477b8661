package io.dormouse.streams.verify;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Checks the chains of a whole log, whether its writer runs or not. The heads are read first: all
 * that they tell of is in the log then, perhaps behind a transaction that is just being decided, so
 * the log is read up to its ends with undecided records.
 */
public final class LogCheck {

  private final KafkaSettings kafka;
  private final List<KnownHead> earlier;

  LogCheck(KafkaSettings kafka, List<KnownHead> earlier) {
    this.kafka = kafka;
    this.earlier = List.copyOf(earlier);
  }

  /**
   * The result.
   *
   * @param older records from before the chains, which only an earlier check vouches for
   * @param broken one for each partition that is not intact
   * @param heads those of intact partitions
   */
  record Outcome(
      long records, long older, int partitions, List<Broken> broken, List<KnownHead> heads) {

    Outcome {
      broken = List.copyOf(broken);
      heads = List.copyOf(heads);
    }
  }

  /**
   * Reads everything once.
   *
   * @throws KafkaException if Kafka does not answer, or has no such topics
   * @throws IllegalArgumentException if an earlier head is of a partition that there is not
   */
  Outcome run() throws InterruptedException {
    List<KnownHead> known = new ArrayList<>(earlier);
    List<PartitionCheck> checks = new ArrayList<>();
    Set<String> ofWriter;
    try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(kafka)) {
      List<KnownHead> heads = writerHeads(consumer);
      ofWriter = names(heads);
      known.addAll(heads);
      for (ChainedTopic topic : ChainedTopic.values()) {
        partitions(consumer, kafka.name(topic.topic()))
            .forEach(partition -> checks.add(new PartitionCheck(topic, partition, known)));
      }
    }
    checkPlaces(checks);
    read(checks);
    checkWriter(checks, ofWriter);
    return outcome(checks);
  }

  private List<KnownHead> writerHeads(KafkaConsumer<byte[], byte[]> consumer) {
    WriterHeads heads = new WriterHeads(consumer, kafka);
    return Stream.of(ChainedTopic.values()).flatMap(topic -> heads.of(topic).stream()).toList();
  }

  private static Set<String> names(List<KnownHead> heads) {
    return heads.stream().map(KnownHead::chain).collect(Collectors.toSet());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    var found = consumer.listTopics().get(topic);
    if (found == null) {
      throw new UnknownTopicOrPartitionException(
          "Expected the topic %s (topics.prefix), but there is none.".formatted(topic));
    }
    return found.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
  }

  private void checkPlaces(List<PartitionCheck> checks) {
    for (KnownHead head : earlier) {
      if (checks.stream().noneMatch(check -> check.hasChainNamed(head.chain()))) {
        throw new IllegalArgumentException(
            "%s has a head of %s, but the log has no such partition"
                .formatted(head.source(), head.chain()));
      }
    }
  }

  private void read(List<PartitionCheck> checks) throws InterruptedException {
    Map<TopicPartition, Long> ends = ends(checks);
    // A reader waits for the broker now and then, while another one computes.
    int threads = Math.min(checks.size(), 2 * Runtime.getRuntime().availableProcessors());
    try (ExecutorService readers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> readings = new ArrayList<>();
      for (PartitionCheck check : checks) {
        long end = ends.getOrDefault(check.partition(), 0L);
        readings.add(readers.submit(() -> LogReader.read(kafka, check, end)));
      }
      for (Future<?> reading : readings) {
        get(reading);
      }
    }
  }

  private Map<TopicPartition, Long> ends(List<PartitionCheck> checks) throws InterruptedException {
    try (TopicFacts facts = new TopicFacts(kafka)) {
      return facts.ends(checks.stream().map(PartitionCheck::partition).toList());
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** A chain may have begun after the heads were read, so they are read again for it. */
  private void checkWriter(List<PartitionCheck> checks, Set<String> ofWriter) {
    List<PartitionCheck> unknown =
        checks.stream().filter(c -> c.hasChain() && !ofWriter.contains(c.name())).toList();
    if (unknown.isEmpty()) {
      return;
    }
    Set<String> now;
    try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(kafka)) {
      now = names(writerHeads(consumer));
    }
    unknown.stream()
        .filter(check -> !now.contains(check.name()))
        .forEach(PartitionCheck::unknownToWriter);
  }

  private static Outcome outcome(List<PartitionCheck> checks) {
    return new Outcome(
        checks.stream().mapToLong(PartitionCheck::records).sum(),
        checks.stream().mapToLong(PartitionCheck::olderRecords).sum(),
        checks.size(),
        checks.stream().flatMap(check -> check.broken().stream()).toList(),
        checks.stream().flatMap(check -> check.heads().stream()).toList());
  }

  private static void get(Future<?> reading) throws InterruptedException {
    try {
      reading.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException known ? known : new KafkaException(e);
  }
}
