package io.dormouse.benchmarks;

import io.dormouse.benchmarks.proxy.OtherEdge;
import io.dormouse.benchmarks.proxy.Pace;
import io.dormouse.benchmarks.proxy.load.Scenario;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the user asked for.
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
    Iterator<String> rest = words.iterator();
    Name name = name(rest.hasNext() ? rest.next() : "nothing");
    Optional<Integer> runs = Optional.empty();
    Optional<String> driver = Optional.empty();
    Pace pace = Pace.USUAL;
    Optional<Scenario> scenario = Optional.empty();
    OtherEdge otherEdge = OtherEdge.NONE;
    while (rest.hasNext()) {
      String option = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException("Expected a value after '%s'.".formatted(option));
      }
      switch (option) {
        case "--runs", "--count" -> runs = Optional.of(number("runs", rest.next()));
        case "--warm-up" -> pace = pace.withWarmUp(number("seconds", rest.next()));
        case "--blocks" -> pace = pace.withBlocks(number("blocks", rest.next()));
        case "--seconds" -> pace = pace.withSeconds(number("seconds", rest.next()));
        case "--rate" -> pace = pace.withRate(number("requests a second", rest.next()));
        case "--scenario" -> scenario = Optional.of(Scenario.of(rest.next()));
        case "--other-edge" -> otherEdge = otherEdge.withJar(Path.of(rest.next()));
        case "--other-options" -> otherEdge = otherEdge.withOptions(rest.next());
        case "--driver" -> driver = Optional.of(rest.next());
        default ->
            throw new IllegalArgumentException(
                "Expected --runs, --count, --driver, --warm-up, --blocks, --seconds, --rate,"
                    + " --scenario, --other-edge or --other-options, but got '%s'."
                        .formatted(option));
      }
    }
    return new Arguments(name, runs, driver, pace, scenario, otherEdge);
  }

  private static Name name(String word) {
    return Stream.of(Name.values())
        .filter(name -> name.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Expected wake, hop, signup, routes or proxy, but got '%s'.".formatted(word)));
  }

  private static int number(String of, String word) {
    if (!word.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(
          "Expected a number of %s from 1 to 999999, but got '%s'.".formatted(of, word));
    }
    return Integer.parseInt(word);
  }
}
