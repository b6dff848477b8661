package io.dormouse.agents.provisioner.settings.database;

import io.dormouse.agents.provisioner.settings.database.PublicHosts.PublicHost;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One database of one server.
 *
 * @param name its name in events and in the register
 * @param parameters of the JDBC address, with the question mark, or empty
 */
public record DatabaseAddress(
    String name, String host, int port, String database, String parameters) {

  private static final Pattern FORM =
      Pattern.compile(
          "([a-z0-9][-a-z0-9]{0,62})=jdbc:postgresql://"
              + "([-.a-zA-Z0-9]+)(?::([0-9]{1,5}))?/([a-z_][a-z0-9_]{0,62})(\\?[^,\\s]*)?");

  /** Parameters that reveal nothing of the provisioner itself, the only ones that tenants get. */
  private static final Set<String> OF_TENANTS =
      Set.of(
          "channelBinding",
          "connectTimeout",
          "loginTimeout",
          "preparedStatementCacheQueries",
          "prepareThreshold",
          "socketTimeout",
          "sslNegotiation",
          "targetServerType",
          "tcpKeepAlive");

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

  /** The provisioner's JDBC address. */
  public String url() {
    return "jdbc:postgresql://%s:%d/%s%s".formatted(host, port, database, parameters);
  }

  /**
   * The JDBC address for a tenant. It has only the parameters that fit any client, and so no paths,
   * names or passwords of the provisioner.
   *
   * @param rootCertificate path of the authority's certificate for a tenant, or empty
   */
  public String urlOfTenants(PublicHost at, String rootCertificate) {
    Map<String, String> told = new TreeMap<>(parameterMap());
    told.keySet().retainAll(OF_TENANTS);
    sslModeOfTenants(rootCertificate).ifPresent(mode -> told.put("sslmode", mode));
    if (told.getOrDefault("sslmode", "").startsWith("verify-")) {
      told.put("sslrootcert", rootCertificate);
    }
    String query =
        told.entrySet().stream()
            .map(one ->
                one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return "jdbc:postgresql://%s:%d/%s%s"
        .formatted(at.host(), at.port(), database, query.isEmpty() ? "" : "?" + query);
  }

  /** The mode in libpq's words; its default {@code prefer} if the address has none. */
  public String sslMode() {
    return statedSslMode().orElse("prefer");
  }

  /**
   * The tenant's mode in libpq's words; empty if the address has none. Without a certificate of the
   * authority a tenant cannot verify the server, so it is only told to encrypt.
   *
   * @param rootCertificate path of the authority's certificate for a tenant, or empty
   */
  public Optional<String> sslModeOfTenants(String rootCertificate) {
    return statedSslMode()
        .map(mode -> mode.startsWith("verify-") && rootCertificate.isEmpty() ? "require" : mode);
  }

  /** The value of a parameter; empty if the address does not have it. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameterMap().get(name));
  }

  /**
   * The mode that the address states. To the JDBC driver {@code ssl} alone means the strictest one.
   */
  private Optional<String> statedSslMode() {
    return parameter("sslmode")
        .or(() ->
            parameter("ssl").filter(value -> !value.equals("false")).map(value -> "verify-full"));
  }

  private Map<String, String> parameterMap() {
    Map<String, String> all = new HashMap<>();
    for (String one : parameters.replaceFirst("^\\?", "").split("&", -1)) {
      int equals = one.indexOf('=');
      all.put(
          equals < 0 ? one : one.substring(0, equals),
          equals < 0 ? "" : URLDecoder.decode(one.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return all;
  }
}
