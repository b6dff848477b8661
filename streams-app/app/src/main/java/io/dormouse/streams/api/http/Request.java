package io.dormouse.streams.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request with its route's variables. The methods parse its parts and throw a {@link Problem}
 * that says what was expected.
 *
 * @param line method, path and query, as received
 * @param variables variables of the path
 */
public record Request(
    String line,
    Map<String, String> variables,
    MultiMap query,
    MultiMap headers,
    Buffer body,
    Sender sender) {

  /** Header that identifies a repeated request. */
  public static final String KEY = "Idempotency-Key";

  /** Header that names the user. */
  public static final String USER = "Dormouse-User";

  private static final int FINGERPRINT_BYTES = 16;
  private static final Pattern VISIBLE = Pattern.compile("[!-~]+");
  private static final int LONGEST = 100;

  /** Room for a cursor with the offsets of hundreds of partitions. */
  private static final int LONGEST_PARSED = 4_096;

  /** A variable segment of the path. */
  public <T> T variable(String name, Function<String, T> parse) {
    return parsed("The path's {%s}".formatted(name), variables.getOrDefault(name, ""), parse);
  }

  /** A query parameter. */
  public <T> Optional<T> query(String name, Function<String, T> parse) {
    return single(query, "The query parameter '%s'".formatted(name), name)
        .map(text -> parsed("The query parameter '%s'".formatted(name), text, parse));
  }

  /** A header of 1 to 4,096 visible ASCII characters. */
  public <T> Optional<T> header(String name, Function<String, T> parse) {
    return header(name, LONGEST_PARSED).map(text -> parsed("The header " + name, text, parse));
  }

  /** The query parameters but some, each behind a {@code &}. */
  public String queryWithout(Set<String> names) {
    return query.entries().stream()
        .filter(entry -> !names.contains(entry.getKey()))
        .map(
            entry -> "&%s=%s".formatted(entry.getKey(), URLEncoder.encode(entry.getValue(), UTF_8)))
        .collect(Collectors.joining());
  }

  /** A header of 1 to 100 visible ASCII characters. */
  public Optional<String> header(String name) {
    return header(name, LONGEST);
  }

  private Optional<String> header(String name, int longest) {
    Optional<String> value = single(headers, "The header " + name, name);
    value.ifPresent(text -> {
      if (!isVisible(text, longest)) {
        throw invalid(
            "Expected the header %s to have 1 to %d visible ASCII characters, but got '%s'."
                .formatted(name, longest, text));
      }
    });
    return value;
  }

  private static boolean isVisible(String text, int longest) {
    return text.length() <= longest && VISIBLE.matcher(text).matches();
  }

  /** A client's key; throws {@link IllegalArgumentException} if it cannot be a header's value. */
  public static String key(String text) {
    if (!isVisible(text, LONGEST)) {
      throw new IllegalArgumentException(
          "Expected 1 to %d visible ASCII characters, but got '%s'.".formatted(LONGEST, text));
    }
    return text;
  }

  /** The user named by the client. */
  public Optional<String> user() {
    return header(USER);
  }

  /** The one whose key or token came with it. */
  public Principal principal() {
    return sender.principal();
  }

  /** The same request, of that principal. */
  public Request by(Principal principal) {
    return new Request(
        line, variables, query, headers, body, new Sender(sender.address(), principal));
  }

  /** The client's key for a repeat, as no other principal can have it. */
  public Optional<String> key() {
    return header(KEY).map(key -> principal().isKnown() ? principal().id() + ":" + key : key);
  }

  /** Hash of principal, user, request line and body. */
  public String fingerprint() {
    String by = user().orElse("");
    String head =
        "%s\n%s\n".formatted(line, principal().isKnown() ? principal().id() + " " + by : by);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(head.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest.digest(body.getBytes()), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected every Java to have SHA-256.", e);
    }
  }

  /** True if the client names the media type in {@code Accept}. */
  public boolean accepts(String type) {
    return headers.getAll("Accept").stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .anyMatch(range -> range.split(";", 2)[0].trim().equalsIgnoreCase(type));
  }

  /** The body as an object with no members but the known ones. */
  public JsonBody json(Set<String> known) {
    return JsonBody.parse(body.getBytes(), known);
  }

  /** As {@link #json}, for an optional body. */
  public Optional<JsonBody> optionalJson(Set<String> known) {
    return body.length() == 0 ? Optional.empty() : Optional.of(json(known));
  }

  private static Optional<String> single(MultiMap values, String what, String name) {
    List<String> all = values.getAll(name);
    if (all.size() > 1) {
      throw invalid("%s was expected once, but came %d times.".formatted(what, all.size()));
    }
    return all.stream().findFirst();
  }

  private static <T> T parsed(String what, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw invalid("%s is wrong. %s".formatted(what, e.getMessage()));
    }
  }

  private static Problem invalid(String detail) {
    return new Problem(ProblemType.INVALID_REQUEST, detail);
  }
}
