package io.dormouse.edge.wake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Words and groups of words of user agents. They are looked for as a whole, never as a part of a
 * longer word: {@code bot} is not found in {@code Cubot}. The look-up takes time in proportion to
 * the length of the agent, however many words there are.
 */
final class AgentWords {

  /**
   * A phrase to look for.
   *
   * @param text in lower case, as it stands in an agent
   * @param atStart true if nothing may stand before it
   */
  private record Phrase(String text, boolean atStart) {}

  private final Map<String, List<Phrase>> byFirstWord = new HashMap<>();

  /** Takes phrases; one that begins with {@code ^} is looked for only at the start of an agent. */
  AgentWords(Stream<String> phrases) {
    phrases.forEach(phrase -> {
      boolean atStart = phrase.startsWith("^");
      String text = (atStart ? phrase.substring(1) : phrase).toLowerCase(Locale.ROOT);
      int begin = wordFrom(text, 0);
      if (begin == text.length()) {
        throw new IllegalArgumentException("Expected a word in '%s'.".formatted(phrase));
      }
      byFirstWord
          .computeIfAbsent(
              text.substring(begin, endOfWord(text, begin)), word -> new ArrayList<>(1))
          .add(new Phrase(text.substring(begin), atStart));
    });
  }

  /**
   * Reads a list of this package: one phrase a line, except for lines that begin with {@code #}.
   */
  static Stream<String> list(String name) {
    try (InputStream in = AgentWords.class.getResourceAsStream(name);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in, name), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True if an agent contains one of the phrases, in upper or lower case. */
  boolean areIn(String agent) {
    String text = agent.toLowerCase(Locale.ROOT);
    for (int start = wordFrom(text, 0); start < text.length(); ) {
      int end = endOfWord(text, start);
      for (Phrase phrase : byFirstWord.getOrDefault(text.substring(start, end), List.of())) {
        if ((start == 0 || !phrase.atStart())
            && text.startsWith(phrase.text(), start)
            && isEnd(text, start + phrase.text().length())) {
          return true;
        }
      }
      start = wordFrom(text, end);
    }
    return false;
  }

  private static boolean isEnd(String text, int at) {
    return at == text.length()
        || !Character.isLetterOrDigit(text.charAt(at))
        || !Character.isLetterOrDigit(text.charAt(at - 1));
  }

  private static int wordFrom(String text, int from) {
    int at = from;
    while (at < text.length() && !Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int endOfWord(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
