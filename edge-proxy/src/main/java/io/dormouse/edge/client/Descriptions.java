package io.dormouse.edge.client;

import io.dormouse.edge.wire.KnownMethods;
import io.dormouse.language.cause.WakingRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes requests without anything that names a person: no query, no ids, no addresses.
 *
 * <p>Client hashes are the first 16 hexadecimal digits of SHA-256 over the salt and the address.
 */
public final class Descriptions {

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 8;
  private static final int MOST_SEGMENTS = 5;

  /** A path segment that looks like a word of the application, not like the name of a thing. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z._-]{0,19}");

  /** The first of these that is part of a user agent names its family. */
  private static final List<Map.Entry<String, String>> FAMILIES =
      List.of(
          Map.entry("edg/", "edge"),
          Map.entry("firefox/", "firefox"),
          Map.entry("chrome/", "chrome"),
          Map.entry("safari/", "safari"),
          Map.entry("curl/", "curl"),
          Map.entry("wget/", "wget"),
          Map.entry("java", "java"),
          Map.entry("python", "python"),
          Map.entry("go-http-client", "go"),
          Map.entry("okhttp", "okhttp"),
          Map.entry("node", "node"),
          Map.entry("postman", "postman"));

  private final byte[] salt;

  /** With an empty salt, a random one is taken: hashes then compare only within this object. */
  public Descriptions(String salt) {
    this.salt = salt.isEmpty() ? randomSalt() : salt.getBytes(StandardCharsets.UTF_8);
  }

  public WakingRequest describe(
      String method, String path, @Nullable String userAgent, String address) {
    return new WakingRequest(
        KnownMethods.nameOf(method), pathClass(path), family(userAgent), hash(address));
  }

  static String pathClass(String path) {
    List<String> segments = Stream.of(path.split("/")).filter(part -> !part.isEmpty()).toList();
    String classes =
        segments.stream()
            .limit(MOST_SEGMENTS)
            .map(segment -> WORD.matcher(segment).matches() ? segment : "*")
            .collect(Collectors.joining("/", "/", ""));
    return segments.size() > MOST_SEGMENTS ? classes + "/**" : classes;
  }

  /** The family of a user agent, one of a few words. */
  public static String family(@Nullable String userAgent) {
    if (userAgent == null || userAgent.isBlank()) {
      return "none";
    }
    String agent = userAgent.toLowerCase(Locale.ROOT);
    return FAMILIES.stream()
        .filter(family -> agent.contains(family.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("other");
  }

  /** The salted hash of a client's address. */
  public String hash(String address) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      byte[] hash = digest.digest(address.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] randomSalt() {
    byte[] bytes = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
