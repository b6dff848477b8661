package io.dormouse.streams.verify;

import io.dormouse.language.chain.ChainLink;

/**
 * A link that a chain had as its last one at some time, and must have for ever.
 *
 * @param chain name of the chain
 * @param source who knows it, for a person
 */
record KnownHead(String chain, ChainLink link, String source) {

  /** Begin of the lines that print heads, and by which they are read again. */
  private static final String LINE = "head ";

  private static final int WORDS = 4;

  String line() {
    return LINE + chain + " " + link.number() + " " + link.hash();
  }

  static boolean isLine(String line) {
    return line.startsWith(LINE);
  }

  /** Reads what {@link #line()} gives; throws {@link IllegalArgumentException} otherwise. */
  static KnownHead parse(String line, String source) {
    String[] words = line.strip().split(" ", -1);
    if (words.length != WORDS) {
      throw new IllegalArgumentException(
          "Expected 'head CHAIN NUMBER HASH', but got '%s'.".formatted(line));
    }
    return new KnownHead(
        words[1], new ChainLink(Long.parseLong(words[2]), words[WORDS - 1]), source);
  }
}
