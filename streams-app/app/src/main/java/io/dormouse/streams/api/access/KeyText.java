package io.dormouse.streams.api.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.language.access.ApiKeyId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its holder has it, {@code dm_<id>_<secret>}. The secret has 256 random bits, so that one
 * SHA-256 is enough: a slow hash protects what people choose.
 */
record KeyText(ApiKeyId id, String text) {

  static final String PREFIX = "dm_";

  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([a-z0-9]{1,32})_[A-Za-z0-9_-]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new key with that id. */
  static KeyText generate(ApiKeyId id) {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return new KeyText(
        id, PREFIX + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** The key, or empty if the text has not the form of one. */
  static Optional<KeyText> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new KeyText(new ApiKeyId(matcher.group(1)), text))
        : Optional.empty();
  }

  String hash() {
    return HexFormat.of().formatHex(sha256(text));
  }

  /** True if the key has that hash; in a time that does not depend on either. */
  boolean has(String hash) {
    return MessageDigest.isEqual(hash().getBytes(UTF_8), hash.getBytes(UTF_8));
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected every Java to have SHA-256.", e);
    }
  }

  /** The text without the secret. */
  @Override
  public String toString() {
    return "KeyText[" + id + "]";
  }
}
