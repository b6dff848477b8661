package io.dormouse.local.settings;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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

  public Options {
    ports = Map.copyOf(ports);
  }

  /** Which driver runs the replicas. */
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
    Options options = new Options(defaultData, false, false, DriverChoice.AUTO, Map.of(), false);
    Deque<String> left = new ArrayDeque<>(arguments);
    while (!left.isEmpty()) {
      String argument = left.removeFirst();
      int equals = argument.indexOf('=');
      if (argument.startsWith("--") && equals > 0) {
        left.addFirst(argument.substring(equals + 1));
        argument = argument.substring(0, equals);
        if (argument.equals("--fresh") || argument.equals("--demo") || argument.equals("--help")) {
          throw new CannotStart(argument + " takes no value, got \"" + left.peekFirst() + "\"");
        }
      }
      options = options.with(argument, left);
    }
    return options;
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

  private Options with(String option, Deque<String> left) throws CannotStart {
    return switch (option) {
      case "--help" -> new Options(data, fresh, demo, driver, ports, true);
      case "--fresh" -> new Options(data, true, demo, driver, ports, help);
      case "--demo" -> new Options(data, fresh, true, driver, ports, help);
      case "--data" -> new Options(directory(left), fresh, demo, driver, ports, help);
      case "--driver" -> new Options(data, fresh, demo, choice(left), ports, help);
      default -> new Options(data, fresh, demo, driver, withPort(option, left), help);
    };
  }

  private Map<PortOption, Integer> withPort(String option, Deque<String> left) throws CannotStart {
    for (PortOption port : PortOption.values()) {
      if (port.option().equals(option)) {
        Map<PortOption, Integer> all = new HashMap<>(ports);
        all.put(port, port(option, left));
        return all;
      }
    }
    throw new CannotStart(
        "expected an option of infra/up, got \"" + option + "\"; infra/up --help lists them");
  }

  private static Path directory(Deque<String> left) throws CannotStart {
    return Path.of(value("--data", "a directory", left)).toAbsolutePath().normalize();
  }

  private static DriverChoice choice(Deque<String> left) throws CannotStart {
    String name = value("--driver", "docker, process or auto", left);
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "docker" -> DriverChoice.DOCKER;
      case "process" -> DriverChoice.PROCESS;
      case "auto" -> DriverChoice.AUTO;
      default ->
          throw new CannotStart(
              "expected docker, process or auto after --driver, got \"" + name + "\"");
    };
  }

  private static int port(String option, Deque<String> left) throws CannotStart {
    String value = value(option, A_PORT, left);
    return asPort(value)
        .orElseThrow(() ->
            new CannotStart("expected " + A_PORT + " after " + option + ", got \"" + value + "\""));
  }

  /** The number, where it is one of a port. */
  static Optional<Integer> asPort(String value) {
    return Optional.of(value)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(port -> port > 0 && port < 65_536);
  }

  private static String value(String option, String expected, Deque<String> left)
      throws CannotStart {
    String value = left.pollFirst();
    if (value == null || value.isBlank() || value.startsWith("--")) {
      throw new CannotStart(
          "expected "
              + expected
              + " after "
              + option
              + ", got "
              + (value == null ? "nothing" : "\"" + value + "\""));
    }
    return value;
  }
}
