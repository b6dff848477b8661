package io.dormouse.language.resources;

import io.dormouse.language.instance.InstanceId;
import java.nio.charset.StandardCharsets;

/**
 * Context that sealed credentials are bound to: those of one instance or version do not open as
 * another's.
 */
public final class CredentialsContext {

  private CredentialsContext() {}

  /** The associated data of the encryption. */
  public static byte[] of(InstanceId instance, long version) {
    return (instance + "/" + version).getBytes(StandardCharsets.UTF_8);
  }
}
