package io.dormouse.kit.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Facts about topics, from a broker. Every method fails as Kafka's own clients do. */
public final class TopicFacts implements AutoCloseable {

  private final Admin admin;

  public TopicFacts(KafkaSettings kafka) {
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  /** The high watermarks: ends behind records of transactions that are not decided yet. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    return offsets(partitions, OffsetSpec.latest());
  }

  /** The topics' ids by their names. */
  public Map<String, Uuid> ids(Collection<String> topics)
      throws InterruptedException, ExecutionException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .collect(Collectors.toMap(TopicDescription::name, TopicDescription::topicId));
  }

  /**
   * True if a reader that resumes from a checkpoint sees all changes since then: its topics are
   * still the same, and no tombstone can have been removed unseen.
   *
   * @param ids ids of the topics now
   * @param ends ends of the partitions now
   */
  boolean missNothing(
      @Nullable Checkpoint from, Map<String, Uuid> ids, Map<TopicPartition, Long> ends)
      throws InterruptedException, ExecutionException {
    if (from == null
        || !from.topics().equals(ids)
        || !from.positions().keySet().equals(ends.keySet())) {
      return false;
    }
    Map<TopicPartition, Long> starts = offsets(ends.keySet(), OffsetSpec.earliest());
    boolean there =
        from.positions().entrySet().stream()
            .allMatch(at ->
                starts.getOrDefault(at.getKey(), Long.MAX_VALUE) <= at.getValue()
                    && at.getValue() <= ends.getOrDefault(at.getKey(), Long.MIN_VALUE));
    Duration age = Duration.between(from.heard(), Instant.now());
    // Only half of it counts, since reading takes time too.
    return there
        && !age.isNegative()
        && age.compareTo(tombstonesStay(ids.keySet()).dividedBy(2)) < 0;
  }

  private Duration tombstonesStay(Collection<String> topics)
      throws InterruptedException, ExecutionException {
    return admin
        .describeConfigs(
            topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList())
        .all()
        .get()
        .values()
        .stream()
        .map(config -> config.get(TopicConfig.DELETE_RETENTION_MS_CONFIG).value())
        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, ExecutionException {
    return admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which)),
            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
