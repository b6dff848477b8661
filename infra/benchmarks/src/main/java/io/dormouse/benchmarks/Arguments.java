package io.dormouse.benchmarks;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the user asked for. */
record Arguments(Name name, Optional<Integer> runs, Optional<String> driver) {

  /** The benchmarks there are. */
  enum Name {
    WAKE,
    HOP,
    SIGNUP,
    ROUTES
  }

  /** Throws {@link IllegalArgumentException} with a message fit for the user. */
  static Arguments parse(List<String> words) {
    Iterator<String> rest = words.iterator();
    Name name = name(rest.hasNext() ? rest.next() : "nothing");
    Optional<Integer> runs = Optional.empty();
    Optional<String> driver = Optional.empty();
    while (rest.hasNext()) {
      String option = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException("Expected a value after '%s'.".formatted(option));
      }
      switch (option) {
        case "--runs", "--count" -> runs = Optional.of(runs(rest.next()));
        case "--driver" -> driver = Optional.of(rest.next());
        default ->
            throw new IllegalArgumentException(
                "Expected --runs, --count or --driver, but got '%s'.".formatted(option));
      }
    }
    return new Arguments(name, runs, driver);
  }

  private static Name name(String word) {
    return Stream.of(Name.values())
        .filter(name -> name.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Expected wake, hop, signup or routes, but got '%s'.".formatted(word)));
  }

  private static int runs(String word) {
    if (!word.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(
          "Expected a number of runs from 1 to 999999, but got '%s'.".formatted(word));
    }
    return Integer.parseInt(word);
  }
}
