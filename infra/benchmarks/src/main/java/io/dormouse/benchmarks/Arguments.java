package io.dormouse.benchmarks;

import io.dormouse.benchmarks.proxy.OtherEdge;
import io.dormouse.benchmarks.proxy.Pace;
import io.dormouse.benchmarks.proxy.load.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The arguments of {@code infra/bench}.
 *
 * @param scenario the only one to measure, or empty for all
 */
record Arguments(
    Name name,
    Optional<Integer> runs,
    Optional<String> driver,
    Pace pace,
    Optional<Scenario> scenario,
    OtherEdge otherEdge) {

  /** The benchmarks there are. */
  enum Name {
    WAKE,
    HOP,
    SIGNUP,
    ROUTES,
    PROXY
  }

  /** Throws {@link IllegalArgumentException} with a message fit for the user. */
  static Arguments parse(List<String> words) {
    try {
      return of(commandLine().parseArgs(words.toArray(String[]::new)));
    } catch (UnmatchedArgumentException e) {
      throw expected(
          commandLine().getCommandSpec().options().stream()
              .flatMap(option -> Stream.of(option.names()))
              .collect(Collectors.joining(", ")),
          e.getUnmatched().getFirst());
    } catch (MissingParameterException e) {
      if (e.getMissing().getFirst() instanceof OptionSpec option) {
        throw new IllegalArgumentException(
            "Expected a value after '%s'.".formatted(option.names()[0]), e);
      }
      throw name("nothing");
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Arguments of(ParseResult parsed) {
    Pace usual = Pace.USUAL;
    String options = parsed.matchedOptionValue("--other-options", "");
    return new Arguments(
        parsed.matchedPositionalValue(0, Name.WAKE),
        Optional.ofNullable(parsed.matchedOptionValue("--runs", (Integer) null)),
        Optional.ofNullable(parsed.matchedOptionValue("--driver", (String) null)),
        new Pace(
            parsed.matchedOptionValue("--warm-up", usual.warmUp()),
            parsed.matchedOptionValue("--blocks", usual.blocks()),
            parsed.matchedOptionValue("--seconds", usual.seconds()),
            parsed.matchedOptionValue("--rate", usual.rate())),
        Optional.ofNullable(parsed.matchedOptionValue("--scenario", (Scenario) null)),
        new OtherEdge(
            Optional.ofNullable(parsed.matchedOptionValue("--other-edge", (Path) null)),
            options.isEmpty() ? List.of() : List.of(options.split(" "))));
  }

  /** The options, as {@code infra/bench --help} explains them. */
  static CommandLine commandLine() {
    CommandSpec command = CommandSpec.create();
    command.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .type(Name.class)
            .converters(Arguments::asName)
            .build());
    command.addOption(number("runs", "--runs", "--count"));
    command.addOption(option(String.class, word -> word, "--driver"));
    command.addOption(number("seconds", "--warm-up"));
    command.addOption(number("blocks", "--blocks"));
    command.addOption(number("seconds", "--seconds"));
    command.addOption(number("requests a second", "--rate"));
    command.addOption(option(Scenario.class, Arguments::asScenario, "--scenario"));
    command.addOption(option(Path.class, Path::of, "--other-edge"));
    command.addOption(option(String.class, word -> word, "--other-options"));
    return new CommandLine(command).setOverwrittenOptionsAllowed(true);
  }

  private static OptionSpec option(Class<?> type, ITypeConverter<?> converter, String... names) {
    return OptionSpec.builder(names).arity("1").type(type).converters(converter).build();
  }

  private static OptionSpec number(String of, String... names) {
    return option(Integer.class, word -> asNumber(of, word), names);
  }

  private static Integer asNumber(String of, String word) {
    if (!word.matches("[1-9][0-9]{0,5}")) {
      throw new TypeConversionException(
          "Expected a number of %s from 1 to 999999, but got '%s'.".formatted(of, word));
    }
    return Integer.valueOf(word);
  }

  private static Scenario asScenario(String word) {
    try {
      return Scenario.of(word);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static Name asName(String word) {
    return Stream.of(Name.values())
        .filter(name -> name.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(name(word).getMessage()));
  }

  private static IllegalArgumentException name(String word) {
    return expected("wake, hop, signup, routes or proxy", word);
  }

  private static IllegalArgumentException expected(String what, String word) {
    return new IllegalArgumentException("Expected %s, but got '%s'.".formatted(what, word));
  }
}
