package io.dormouse.kit.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Partition of records that belong together by a name other than their whole key. Commands follow
 * the host, which is a part of their key. Reports and events of hosts, and placements, follow the
 * pool. All programs use this class, so that records of one name meet in one partition.
 */
public final class KeyPartitioner {

  private KeyPartitioner() {}

  /** The partition of a name: the one that Kafka's own partitioner gives to a key of that name. */
  public static int partition(String name, int partitions) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
