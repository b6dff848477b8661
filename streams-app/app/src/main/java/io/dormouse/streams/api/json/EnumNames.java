package io.dormouse.streams.api.json;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Enum constants in the API: lower case with hyphens, such as {@code keep-awake}. */
public final class EnumNames {

  private EnumNames() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Throws {@link IllegalArgumentException} that lists the names, if the text is none of them. */
  public static <E extends Enum<E>> E parse(Class<E> type, String text) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> of(constant).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Expected one of %s, but got '%s'.".formatted(all(type), text)));
  }

  /** All names of the type, separated by commas. */
  public static <E extends Enum<E>> String all(Class<E> type) {
    return Stream.of(type.getEnumConstants()).map(EnumNames::of).collect(Collectors.joining(", "));
  }
}
