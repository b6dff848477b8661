package io.dormouse.benchmarks;

import io.dormouse.benchmarks.proxy.Pace;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the user asked for.
 *
 * @param otherEdge the jar of another edge that this one is to be compared with
 */
record Arguments(
    Name name,
    Optional<Integer> runs,
    Optional<String> driver,
    Pace pace,
    Optional<Path> otherEdge) {

  /** The benchmarks there are. */
  enum Name {
    WAKE,
    HOP,
    SIGNUP,
    PROXY
  }

  /** Throws {@link IllegalArgumentException} with a message fit for the user. */
  static Arguments parse(List<String> words) {
    Iterator<String> rest = words.iterator();
    Name name = name(rest.hasNext() ? rest.next() : "nothing");
    Optional<Integer> runs = Optional.empty();
    Optional<String> driver = Optional.empty();
    Pace pace = Pace.USUAL;
    Optional<Path> otherEdge = Optional.empty();
    while (rest.hasNext()) {
      String option = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException("Expected a value after '%s'.".formatted(option));
      }
      switch (option) {
        case "--runs", "--count" -> runs = Optional.of(number("runs", rest.next()));
        case "--blocks" -> pace = pace.withBlocks(number("blocks", rest.next()));
        case "--seconds" -> pace = pace.withSeconds(number("seconds", rest.next()));
        case "--rate" -> pace = pace.withRate(number("requests a second", rest.next()));
        case "--other-edge" -> otherEdge = Optional.of(Path.of(rest.next()));
        case "--driver" -> driver = Optional.of(rest.next());
        default ->
            throw new IllegalArgumentException(
                "Expected --runs, --count, --driver, --blocks, --seconds, --rate or --other-edge, but"
                    + " got '%s'.".formatted(option));
      }
    }
    return new Arguments(name, runs, driver, pace, otherEdge);
  }

  private static Name name(String word) {
    return Stream.of(Name.values())
        .filter(name -> name.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Expected wake, hop, signup or proxy, but got '%s'.".formatted(word)));
  }

  private static int number(String of, String word) {
    if (!word.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(
          "Expected a number of %s from 1 to 999999, but got '%s'.".formatted(of, word));
    }
    return Integer.parseInt(word);
  }
}
