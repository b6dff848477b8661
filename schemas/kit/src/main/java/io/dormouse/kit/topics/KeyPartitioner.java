package io.dormouse.kit.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Partitions of records that meet by a part of their key, or by another name: commands of one host,
 * and reports, placements and waiting replicas of one pool.
 */
public final class KeyPartitioner {

  private KeyPartitioner() {}

  /** The partition of a name, as Kafka's own partitioner takes it for that name as the key. */
  public static int partition(String name, int partitions) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
