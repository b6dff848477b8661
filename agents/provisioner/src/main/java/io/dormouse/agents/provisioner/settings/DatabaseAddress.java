package io.dormouse.agents.provisioner.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One database of one server.
 *
 * @param name what events and the register call it
 * @param parameters of the JDBC address, with the question mark, or empty
 */
public record DatabaseAddress(
    String name, String host, int port, String database, String parameters) {

  private static final Pattern FORM =
      Pattern.compile(
          "([a-z0-9][-a-z0-9]{0,62})=jdbc:postgresql://"
              + "([-.a-zA-Z0-9]+)(?::([0-9]{1,5}))?/([a-z_][a-z0-9_]{0,62})(\\?[^,\\s]*)?");
  private static final Pattern SSL_MODE = Pattern.compile("[?&]sslmode=([-a-z]+)");

  /**
   * Reads {@code name=jdbc:postgresql://host:port/database?parameters}.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static DatabaseAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected 'name=jdbc:postgresql://host:port/database', but got '%s'.".formatted(text));
    }
    String port = matcher.group(3);
    String parameters = matcher.group(5);
    return new DatabaseAddress(
        matcher.group(1),
        matcher.group(2),
        port == null ? 5432 : Integer.parseInt(port),
        matcher.group(4),
        parameters == null ? "" : parameters);
  }

  /** The JDBC address. */
  public String url() {
    return url(host, port);
  }

  /** The JDBC address when the server is reached at another host and port. */
  public String url(String atHost, int atPort) {
    return "jdbc:postgresql://%s:%d/%s%s".formatted(atHost, atPort, database, parameters);
  }

  /** As libpq takes it; {@code prefer}, as is its default, when the address says nothing. */
  public String sslMode() {
    Matcher matcher = SSL_MODE.matcher(parameters);
    return matcher.find() ? matcher.group(1) : "prefer";
  }
}
