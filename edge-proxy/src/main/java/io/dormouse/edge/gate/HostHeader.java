package io.dormouse.edge.gate;

import io.dormouse.schemas.domain.DomainName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a Host header.
 *
 * @param name the host in normal form
 * @param text as it came
 * @param port or -1 if there is none
 */
public record HostHeader(DomainName name, String text, int port) {

  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9.-]{1,254})(?::(\\d{1,5}))?");

  /**
   * Reads {@code host} or {@code host:port}.
   *
   * @throws IllegalArgumentException if the text is anything else; the message is fit for a user
   */
  public static HostHeader parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Expected a Host like 'acme.example.org'.");
    }
    int port = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
    if (port == 0 || port > 65535) {
      throw new IllegalArgumentException("Expected a port from 1 to 65535 in the Host.");
    }
    return new HostHeader(DomainName.of(matcher.group(1)), text, port);
  }
}
