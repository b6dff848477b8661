package io.dormouse.agents.provisioner.settings.database;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Addresses of the database servers for containers, {@code name=host:port} separated by commas.
 *
 * <p>The constructor of a text throws {@link IllegalArgumentException} if one is of another form.
 */
public record PublicHosts(Map<String, PublicHost> byServer) {

  private static final Pattern FORM =
      Pattern.compile("([a-z0-9][-a-z0-9]{0,62})=([-.a-zA-Z0-9]+):([0-9]{1,5})");

  /** A host name or address, and a port. */
  public record PublicHost(String host, int port) {}

  public PublicHosts {
    byServer = Map.copyOf(byServer);
  }

  public PublicHosts(String text) {
    this(
        Stream.of(text.split(","))
            .map(String::trim)
            .filter(one -> !one.isEmpty())
            .map(PublicHosts::matched)
            .collect(
                Collectors.toMap(
                    m -> m.group(1),
                    m -> new PublicHost(m.group(2), Integer.parseInt(m.group(3))))));
  }

  private static Matcher matched(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected 'name=host:port', separated by commas, but got '%s'.".formatted(text));
    }
    return matcher;
  }

  /** Address of the server for containers. */
  public PublicHost of(DatabaseAddress address) {
    return byServer.getOrDefault(address.name(), new PublicHost(address.host(), address.port()));
  }
}
