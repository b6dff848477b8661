package io.dormouse.local.iam;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A POST to {@code /} that claims to be signed, AWS signature version 4.
 *
 * @param headers by name in lower case, values as they came
 */
record SignedRequest(NavigableMap<String, String> headers, String body) {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " Credential=(?<key>[^/ ,]+)/(?<day>\\d{8})/(?<region>[^/ ,]+)/(?<service>[^/ ,]+)"
              + "/aws4_request, *SignedHeaders=(?<headers>[^ ,]+), *Signature=(?<signature>[0-9a-f]{64})");

  SignedRequest {
    headers = new TreeMap<>(headers);
  }

  /** The id of the key that the request names; throws {@link IamException} if it names none. */
  String keyId() {
    return authorization().group("key");
  }

  /**
   * Checks that the secret signed this request, for this service, not long ago.
   *
   * @throws IamException if it did not
   */
  void check(String secret, String service, Instant now) {
    Matcher claimed = authorization();
    String time = headers.getOrDefault("x-amz-date", "");
    List<String> signed = List.of(claimed.group("headers").split(";"));
    boolean allSigned =
        signed.contains("host")
            && headers.keySet().stream()
                .filter(name -> name.startsWith("x-amz-"))
                .allMatch(signed::contains);
    if (!claimed.group("service").equals(service) || !allSigned) {
      throw mismatch(
          "Expected a signature for %s over host and all x-amz headers.".formatted(service));
    }
    if (!time.startsWith(claimed.group("day")) || !isFresh(time, now)) {
      throw mismatch("Expected an x-amz-date of the last 15 minutes, got \"%s\".".formatted(time));
    }
    byte[] expected = HexFormat.of().parseHex(claimed.group("signature"));
    if (!MessageDigest.isEqual(expected, signature(claimed, time, signed, secret))) {
      throw mismatch("The signature is not that of the key's secret over this request.");
    }
  }

  private byte[] signature(Matcher claimed, String time, List<String> signed, String secret) {
    String scope =
        String.join(
            "/",
            claimed.group("day"),
            claimed.group("region"),
            claimed.group("service"),
            "aws4_request");
    String toSign = String.join("\n", ALGORITHM, time, scope, hex(sha256(utf8(canonical(signed)))));
    byte[] key = utf8("AWS4" + secret);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return hmac(key, toSign);
  }

  private String canonical(List<String> signed) {
    String values =
        signed.stream()
            .map(name ->
                name + ":" + headers.getOrDefault(name, "").strip().replaceAll(" +", " ") + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n", "POST", "/", "", values, String.join(";", signed), hex(sha256(utf8(body))));
  }

  private Matcher authorization() {
    Matcher matcher = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
    if (!matcher.matches()) {
      throw new IamException(
          403, "MissingAuthenticationToken", "Expected a request signed with " + ALGORITHM + ".");
    }
    return matcher;
  }

  private static boolean isFresh(String time, Instant now) {
    try {
      Instant signedAt = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
      return Duration.between(signedAt, now).abs().compareTo(SKEW) < 0;
    } catch (DateTimeException notATime) {
      return false;
    }
  }

  private static IamException mismatch(String message) {
    return new IamException(403, "SignatureDoesNotMatch", message);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected HMAC-SHA-256 in every Java", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected SHA-256 in every Java", e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "SignedRequest" + headers.keySet();
  }
}
