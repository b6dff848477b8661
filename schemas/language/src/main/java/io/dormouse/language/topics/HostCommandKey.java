package io.dormouse.language.topics;

import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;

/** The key of a host command, {@code host/replica}. Its partition follows the host alone. */
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

  @Override
  public String toString() {
    return host + "/" + replica;
  }
}
