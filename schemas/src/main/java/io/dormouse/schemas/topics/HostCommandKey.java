package io.dormouse.schemas.topics;

import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.instance.ReplicaId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The key of a host command, {@code host/replica}. Its partition follows the host alone, tombstones
 * included.
 */
public record HostCommandKey(HostId host, ReplicaId replica) {

  /** Throws {@link IllegalArgumentException} if the text is not of that form. */
  public static HostCommandKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "Expected a key like 'host-1/acme.0', but got '%s'.".formatted(text));
    }
    return new HostCommandKey(
        new HostId(text.substring(0, slash)), ReplicaId.parse(text.substring(slash + 1)));
  }

  /** The partition that holds all commands of a host. */
  public static int partition(HostId host, int partitions) {
    byte[] bytes = host.value().getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }

  @Override
  public String toString() {
    return host + "/" + replica;
  }
}
