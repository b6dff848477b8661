package io.dormouse.kit.topics;

import io.dormouse.language.host.HostId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Partitions of records that are keyed by a host: all commands of one host share one partition. */
public final class HostPartitioner {

  private HostPartitioner() {}

  /** The partition of a host, tombstones included; murmur2 as in Kafka's own partitioner. */
  public static int partition(HostId host, int partitions) {
    byte[] bytes = host.value().getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
