package io.dormouse.edge.forward.replica;

import io.dormouse.language.instance.InstanceId;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cookie by which a client stays with the replica that answered it first. Its value is opaque
 * and cannot be forged: a keyed hash of the instance and the number of the replica. The generation
 * is not part of it, so a client comes back to the successor of its replica, where an application
 * finds the data that it keeps by number.
 */
public final class Stickiness {

  static final String COOKIE = "dormouse-replica";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TOKEN_LENGTH = 16;
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  /** An empty secret stands for a random one; other edges do not know its cookies. */
  public Stickiness(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      bytes = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(bytes);
    }
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  String token(InstanceId instance, int replica) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hash =
          mac.doFinal(
              "%s %s.%d".formatted(COOKIE, instance, replica).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(hash)
          .substring(0, TOKEN_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** True if one of these is that token; compared in constant time. */
  static boolean holds(List<String> shown, String token) {
    byte[] expected = token.getBytes(StandardCharsets.US_ASCII);
    return shown.stream()
        .anyMatch(value -> MessageDigest.isEqual(value.getBytes(StandardCharsets.UTF_8), expected));
  }

  /** The tokens that the client shows: at most one, unless something is wrong. */
  static List<String> shown(HttpServerRequest request) {
    MultiMap headers = request.headers();
    if (!headers.contains(HttpHeaders.COOKIE)) {
      return List.of();
    }
    return headers.getAll(HttpHeaders.COOKIE).stream()
        .flatMap(Stickiness::pairs)
        .filter(Stickiness::isOurs)
        .map(pair -> pair.substring(COOKIE.length() + 1))
        .toList();
  }

  /** Removes the cookie from a request to the instance; all others stay as they came. */
  public static void strip(MultiMap headers) {
    List<String> lines = headers.getAll(HttpHeaders.COOKIE);
    boolean shown = false;
    for (String line : lines) {
      shown |= line.contains(COOKIE);
    }
    if (!shown) {
      return;
    }
    List<String> left = new ArrayList<>();
    for (String line : lines) {
      String others = pairs(line).filter(pair -> !isOurs(pair)).collect(Collectors.joining("; "));
      if (!others.isEmpty()) {
        left.add(others);
      }
    }
    headers.remove(HttpHeaders.COOKIE);
    left.forEach(line -> headers.add(HttpHeaders.COOKIE, line));
  }

  public static String setting(String token, boolean secure) {
    return COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
  }

  private static Stream<String> pairs(String line) {
    return Stream.of(line.split(";", -1)).map(String::strip);
  }

  private static boolean isOurs(String pair) {
    return pair.startsWith(COOKIE + "=");
  }
}
