package io.dormouse.kit.settings;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A number of bytes, written like {@code 512MiB}, {@code 12GiB} or {@code 4096}. */
public record ByteSize(long bytes) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(|KiB|MiB|GiB|TiB)");
  private static final Map<String, Integer> SHIFT =
      Map.of("", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

  /** Throws {@link IllegalArgumentException} if the text is not of that form. */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.trim());
    if (!matcher.matches()) {
      throw malformed(text, null);
    }
    long number = Long.parseLong(matcher.group(1));
    try {
      return new ByteSize(
          Math.multiplyExact(number, 1L << SHIFT.getOrDefault(matcher.group(2), 0)));
    } catch (ArithmeticException e) {
      throw malformed(text, e);
    }
  }

  private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Expected a size like '512MiB', but got '%s'.".formatted(text), cause);
  }
}
