package io.dormouse.local.settings;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of {@code infra/up}.
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

  /** The values of the option for the driver. */
  public enum DriverChoice {
    DOCKER,
    PROCESS,
    AUTO
  }

  /**
   * Reads arguments, written {@code --option value} or {@code --option=value}.
   *
   * @param defaultData the data directory if the option is missing
   * @throws CannotStart for an unknown option or a wrong value; the message tells the value and
   *     what was expected
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
          parsed.matchedOptionValue(FRESH, false),
          parsed.matchedOptionValue(DEMO, false),
          parsed.matchedOptionValue(DRIVER, DriverChoice.AUTO),
          ports,
          parsed.matchedOptionValue(HELP, false));
    } catch (ParameterException e) {
      throw new CannotStart(e.getMessage() + "; infra/up --help lists the options");
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
    command.addOption(valued(DATA, "DIR", Path.class).converters(directory()).build());
    command.addOption(OptionSpec.builder(FRESH).build());
    command.addOption(OptionSpec.builder(DEMO).build());
    command.addOption(valued(DRIVER, "NAME", DriverChoice.class).build());
    for (PortOption port : PortOption.values()) {
      command.addOption(valued(port.option(), "N", Integer.class).converters(portNumber()).build());
    }
    command.addOption(OptionSpec.builder(HELP).build());
    return new CommandLine(command)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static OptionSpec.Builder valued(String name, String label, Class<?> type) {
    return OptionSpec.builder(name).paramLabel(label).arity("1").type(type);
  }

  private static ITypeConverter<Path> directory() {
    return value -> {
      if (value.isBlank()) {
        throw new TypeConversionException("expected a directory, got \"" + value + "\"");
      }
      return Path.of(value).toAbsolutePath().normalize();
    };
  }

  private static ITypeConverter<Integer> portNumber() {
    return value ->
        asPort(value)
            .orElseThrow(() ->
                new TypeConversionException("expected " + A_PORT + ", got \"" + value + "\""));
  }

  /** The number if it is a valid port, else empty. */
  static Optional<Integer> asPort(String value) {
    return Optional.of(value)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(port -> port > 0 && port < 65_536);
  }
}
