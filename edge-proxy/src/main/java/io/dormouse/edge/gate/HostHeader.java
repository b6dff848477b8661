package io.dormouse.edge.gate;

import io.dormouse.language.domain.DomainName;

/**
 * The value of a Host header.
 *
 * @param name the host in normal form
 * @param text as it came
 * @param port or -1 if there is none
 */
public record HostHeader(DomainName name, String text, int port) {

  /** Includes the dot at the end. */
  private static final int LONGEST = 254;

  private static final int MOST_DIGITS = 5;

  /**
   * Reads {@code host} or {@code host:port}.
   *
   * @throws IllegalArgumentException if the text is anything else; the message is fit for a user
   */
  public static HostHeader parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (!isHost(name) || (colon >= 0 && !isNumber(text, colon + 1))) {
      throw new IllegalArgumentException("Expected a Host like 'acme.example.org'.");
    }
    int port = colon < 0 ? -1 : Integer.parseInt(text, colon + 1, text.length(), 10);
    if (port == 0 || port > 65535) {
      throw new IllegalArgumentException("Expected a port from 1 to 65535 in the Host.");
    }
    return new HostHeader(DomainName.of(name), text, port);
  }

  private static boolean isHost(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !isDigit(c) && c != '.' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  private static boolean isNumber(String text, int begin) {
    for (int at = begin; at < text.length(); at++) {
      if (!isDigit(text.charAt(at))) {
        return false;
      }
    }
    return text.length() > begin && text.length() - begin <= MOST_DIGITS;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
