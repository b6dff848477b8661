package io.dormouse.core;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids of derived commands: deterministic, and never too long. */
public final class DerivedId {

  private static final int LONGEST = 200;
  private static final int KEPT = 100;

  private DerivedId() {}

  /** The text itself, or its beginning and its hash if it is too long for an id. */
  public static CommandId of(String text) {
    return new CommandId(
        text.length() <= LONGEST ? text : text.substring(0, KEPT) + "-" + hash(text));
  }

  /**
   * Opaque, and different for every life of an instance, since each is created by its own command.
   */
  public static ResourceId resource(InstanceId instance, CommandId made) {
    String digits = new BigInteger(hash(instance + "/" + made), 16).toString(36);
    return new ResourceId("r" + digits.substring(digits.length() - 15));
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected every Java to have SHA-256.", e);
    }
  }
}
