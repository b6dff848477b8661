package io.dormouse.local.settings;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The wishes of who runs {@code infra/up}.
 *
 * @param ports those that an option sets
 */
public record Options(
    Path data,
    boolean fresh,
    boolean demo,
    DriverChoice driver,
    Map<PortOption, Integer> ports,
    boolean help) {

  static final String A_PORT = "a port from 1 to 65535";

  private static final String DATA = "--data";
  private static final String FRESH = "--fresh";
  private static final String DEMO = "--demo";
  private static final String DRIVER = "--driver";
  private static final String HELP = "--help";

  public Options {
    ports = Map.copyOf(ports);
  }

  /** The drivers that one can ask for. */
  public enum DriverChoice {
    DOCKER,
    PROCESS,
    AUTO
  }

  /**
   * Reads arguments, written {@code --option value} or {@code --option=value}.
   *
   * @param defaultData the data directory when none is named
   * @throws CannotStart for an unknown option or a wrong value, naming both what came and what was
   *     expected
   */
  public static Options parse(List<String> arguments, Path defaultData) throws CannotStart {
    try {
      ParseResult parsed = commandLine().parseArgs(arguments.toArray(String[]::new));
      Map<PortOption, Integer> ports = new EnumMap<>(PortOption.class);
      for (PortOption port : PortOption.values()) {
        Integer number = parsed.matchedOptionValue(port.option(), null);
        if (number != null) {
          ports.put(port, number);
        }
      }
      return new Options(
          parsed.matchedOptionValue(DATA, defaultData),
          parsed.hasMatchedOption(FRESH),
          parsed.hasMatchedOption(DEMO),
          parsed.matchedOptionValue(DRIVER, DriverChoice.AUTO),
          ports,
          parsed.hasMatchedOption(HELP));
    } catch (ParameterException e) {
      throw new CannotStart(explain(e, arguments));
    }
  }

  /** The text of {@code --help}. */
  public static String helpText() {
    try (InputStream text =
        Objects.requireNonNull(Options.class.getResourceAsStream("up-help.txt"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The options, in the order of the help text. */
  static CommandLine commandLine() {
    CommandSpec command = CommandSpec.create();
    command.addOption(option(DATA, "a directory", Path.class, Options::directory));
    command.addOption(OptionSpec.builder(FRESH).build());
    command.addOption(OptionSpec.builder(DEMO).build());
    command.addOption(
        option(DRIVER, "docker, process or auto", DriverChoice.class, Options::driverChoice));
    for (PortOption port : PortOption.values()) {
      command.addOption(
          option(port.option(), A_PORT, Integer.class, text -> asPort(text).orElseThrow()));
    }
    command.addOption(OptionSpec.builder(HELP).build());
    return new CommandLine(command).setOverwrittenOptionsAllowed(true);
  }

  /** An option with a value; its label says what is expected. */
  private static OptionSpec option(
      String name, String expected, Class<?> type, ITypeConverter<?> converter) {
    return OptionSpec.builder(name)
        .paramLabel(expected)
        .arity("1")
        .type(type)
        .converters(converter)
        .build();
  }

  private static String explain(ParameterException e, List<String> arguments) {
    if (e instanceof UnmatchedArgumentException unknown) {
      String first = unknown.getUnmatched().getFirst();
      int equals = first.startsWith("--") ? first.indexOf('=') : -1;
      return "expected an option of infra/up, got \"%s\"; infra/up --help lists them"
          .formatted(equals < 0 ? first : first.substring(0, equals));
    }
    ArgSpec spec =
        e instanceof MissingParameterException missing
            ? missing.getMissing().getFirst()
            : Objects.requireNonNull(e.getArgSpec());
    String option = ((OptionSpec) spec).longestName();
    String got = valueOf(option, arguments);
    return spec.arity().max() == 0
        ? option + " takes no value, got " + got
        : "expected " + spec.paramLabel() + " after " + option + ", got " + got;
  }

  /** The last value that was given to the option, as a person would quote it. */
  private static String valueOf(String option, List<String> arguments) {
    for (int i = arguments.size() - 1; i >= 0; i--) {
      String argument = arguments.get(i);
      if (argument.startsWith(option + "=")) {
        return "\"" + argument.substring(option.length() + 1) + "\"";
      }
      if (argument.equals(option)) {
        return i + 1 < arguments.size() ? "\"" + arguments.get(i + 1) + "\"" : "nothing";
      }
    }
    return "nothing";
  }

  private static Path directory(String value) {
    if (value.isBlank() || value.startsWith("--")) {
      throw new TypeConversionException("not a directory");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  private static DriverChoice driverChoice(String value) {
    return DriverChoice.valueOf(value.toUpperCase(Locale.ROOT));
  }

  /** The number, where it is one of a port. */
  static Optional<Integer> asPort(String value) {
    return Optional.of(value)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(port -> port > 0 && port < 65_536);
  }
}
