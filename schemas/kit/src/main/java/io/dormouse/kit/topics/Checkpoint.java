package io.dormouse.kit.topics;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Position of a reader in its topics.
 *
 * @param topics the broker's ids of the topics, by name; topics that are created again, and those
 *     of another cluster, have other ids
 * @param positions the offset of the next record of each partition
 * @param heard time of the broker's last answer, by the clock of this machine
 */
public record Checkpoint(
    Map<String, Uuid> topics, Map<TopicPartition, Long> positions, Instant heard) {

  public Checkpoint {
    topics = Map.copyOf(topics);
    positions = Map.copyOf(positions);
  }
}
