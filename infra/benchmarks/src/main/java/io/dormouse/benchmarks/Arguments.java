package io.dormouse.benchmarks;

import io.dormouse.benchmarks.proxy.OtherEdge;
import io.dormouse.benchmarks.proxy.Pace;
import io.dormouse.benchmarks.proxy.load.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The arguments of {@code infra/bench}; its {@code --help} explains them. */
@Command
final class Arguments {

  /** The names of the benchmarks. */
  enum Name {
    WAKE,
    HOP,
    SIGNUP,
    CREATE,
    ROUTES,
    SCALE,
    HISTORY,
    PROXY
  }

  @Parameters(index = "0", paramLabel = "NAME")
  private Name name = Name.WAKE;

  @Option(names = "--runs", converter = Count.class)
  private Optional<Integer> runs = Optional.empty();

  @Option(names = "--count", converter = Count.class)
  private Optional<Integer> count = Optional.empty();

  @Option(names = "--clients", split = ",", converter = Count.class)
  private List<Integer> clients = List.of(16, 64, 400);

  @Option(names = "--driver")
  private Optional<String> driver = Optional.empty();

  @Option(names = "--warm-up", converter = Count.class)
  private int warmUp = Pace.USUAL.warmUp();

  @Option(names = "--blocks", converter = Count.class)
  private int blocks = Pace.USUAL.blocks();

  @Option(names = "--seconds", converter = Count.class)
  private int seconds = Pace.USUAL.seconds();

  @Option(names = "--rate", converter = Count.class)
  private int rate = Pace.USUAL.rate();

  @Option(names = "--scenario")
  private Optional<Scenario> scenario = Optional.empty();

  @Option(names = "--other-edge")
  private Optional<Path> otherEdge = Optional.empty();

  @Option(names = "--other-options", split = " ")
  private List<String> otherOptions = List.of();

  /** Throws {@link IllegalArgumentException} with a message fit for the user. */
  static Arguments parse(List<String> words) {
    Arguments arguments = new Arguments();
    try {
      arguments.commandLine().parseArgs(words.toArray(String[]::new));
      return arguments;
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  CommandLine commandLine() {
    return new CommandLine(this)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true);
  }

  Name name() {
    return name;
  }

  /** The value of --runs or --count, which are the same. */
  Optional<Integer> runs() {
    return runs.isPresent() ? runs : count;
  }

  /** Numbers of clients at once, one after the other. */
  List<Integer> clients() {
    return List.copyOf(clients);
  }

  Optional<String> driver() {
    return driver;
  }

  Pace pace() {
    return new Pace(warmUp, blocks, seconds, rate);
  }

  /** The only scenario to measure; empty for all. */
  Optional<Scenario> scenario() {
    return scenario;
  }

  OtherEdge otherEdge() {
    return new OtherEdge(otherEdge, otherOptions);
  }

  /** A number of runs, clients, seconds, blocks or requests. */
  static final class Count implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String word) {
      if (!word.matches("[1-9][0-9]{0,6}")) {
        throw new TypeConversionException(
            "expected a number from 1 to 9999999, but got '%s'".formatted(word));
      }
      return Integer.valueOf(word);
    }
  }
}
