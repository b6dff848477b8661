package io.dormouse.cli.api;

import io.dormouse.cli.settings.CommandFailure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A path of the control API with its query. */
public record ApiPath(String text) {

  /** The path {@code /v1/…} of these names, which may contain any characters. */
  public static ApiPath of(String... segments) {
    StringBuilder path = new StringBuilder("/v1");
    for (String segment : segments) {
      if (segment.isBlank()) {
        throw CommandFailure.badInput("expected an id or a name, got \"%s\"".formatted(segment));
      }
      path.append('/').append(encoded(segment));
    }
    return new ApiPath(path.toString());
  }

  /** The path with one more query parameter, unless the value is null or an empty collection. */
  public ApiPath with(String name, @Nullable Object value) {
    return switch (value) {
      case null -> this;
      case Collection<?> values when values.isEmpty() -> this;
      case Collection<?> values ->
          with(name, String.join(",", values.stream().map(String::valueOf).toList()));
      default ->
          new ApiPath(
              text + (text.contains("?") ? "&" : "?") + name + "=" + encoded(value.toString()));
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2C", ",");
  }

  @Override
  public String toString() {
    return text;
  }
}
