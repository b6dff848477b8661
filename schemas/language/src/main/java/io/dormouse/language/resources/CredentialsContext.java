package io.dormouse.language.resources;

import io.dormouse.language.instance.ReplicaId;
import java.nio.charset.StandardCharsets;

/**
 * Context that sealed credentials are bound to: those of one replica or version do not open as
 * another's.
 */
public final class CredentialsContext {

  private CredentialsContext() {}

  /** The associated data of the encryption. */
  public static byte[] of(ReplicaId replica, long version) {
    return (replica + "/" + version).getBytes(StandardCharsets.UTF_8);
  }
}
