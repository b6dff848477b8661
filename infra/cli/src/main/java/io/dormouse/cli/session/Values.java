package io.dormouse.cli.session;

import io.dormouse.cli.settings.Contexts;
import io.dormouse.cli.settings.Durations;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Forms of option values. A wrong one is refused with the form that was expected. */
public final class Values {

  private Values() {}

  private static <T> T parsed(String text, Function<String, T> form) {
    try {
      return form.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** A duration like {@code 20m}. */
  public static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return parsed(text, Durations::parse);
    }
  }

  /** A moment: ISO 8601, or a duration before now. */
  public static final class Moment implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Durations.matches(text)
            ? Instant.now().minus(Durations.parse(text))
            : Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "expected a time like 2026-11-22T08:00:00Z, or a duration before now like 20m, got"
                + " \"%s\"".formatted(text));
      }
    }
  }

  /** The address of an API. */
  public static final class Address implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      return parsed(text, Contexts::address);
    }
  }

  /** A number of items. */
  public static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("[1-9][0-9]{0,8}")) {
        throw new TypeConversionException(
            "expected a whole number from 1 to 999999999, got \"%s\"".formatted(text));
      }
      return Integer.valueOf(text);
    }
  }

  /** The id of a user. */
  public static final class User implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.matches("[A-Za-z0-9._:-]{1,100}")) {
        throw new TypeConversionException(
            "expected 1 to 100 of A-Z a-z 0-9 . _ : -, got \"%s\"".formatted(text));
      }
      return text;
    }
  }
}
