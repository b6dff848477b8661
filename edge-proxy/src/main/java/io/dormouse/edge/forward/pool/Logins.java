package io.dormouse.edge.forward.pool;

import io.dormouse.edge.client.connection.ClientConnection;
import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.wire.Lingering;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one event loop to backends that authenticate a connection, not a request, as with
 * NTLM and Negotiate (RFC 4559). Such a connection belongs to one connection of a client, from the
 * first sign of such a login until one of both ends. A client's connection has at most one for each
 * backend, and at most 16 in all. It has none if it speaks HTTP/2, over which these logins are not
 * defined; there the connection to the backend serves one request and is closed.
 */
public final class Logins {

  /** The most backends to which one client's connection has connections of its own. */
  private static final int MOST_BACKENDS = 16;

  /** A scheme anywhere in a list of challenges; a parameter that looks like one does no harm. */
  private static final Pattern BINDING =
      Pattern.compile(
          "(?:^|[\\s,])(?:ntlm|negotiate|kerberos)(?:[\\s,]|$)", Pattern.CASE_INSENSITIVE);

  private static final CharSequence AUTHORIZATION = HttpHeaders.AUTHORIZATION;
  private static final CharSequence WWW_AUTHENTICATE =
      HttpHeaders.createOptimized("www-authenticate");
  private static final CharSequence PROXY_AUTHENTICATE =
      HttpHeaders.createOptimized("proxy-authenticate");
  private static final CharSequence PERSISTENT_AUTH =
      HttpHeaders.createOptimized("persistent-auth");

  private final Map<ClientConnection, SequencedMap<Backend, BackendConnection>> owned =
      new HashMap<>();

  /** True if a request logs its client in on the connection that it is sent over. */
  public static boolean isLogin(HttpServerRequest request) {
    return binds(request.headers(), AUTHORIZATION);
  }

  /** True if an answer asks for such a login, or tells of one. */
  public static boolean isChallenge(MultiMap answer) {
    return binds(answer, WWW_AUTHENTICATE)
        || binds(answer, PROXY_AUTHENTICATE)
        || answer.contains(PERSISTENT_AUTH);
  }

  private static boolean binds(MultiMap headers, CharSequence name) {
    return headers.contains(name)
        && headers.getAll(name).stream().anyMatch(line -> BINDING.matcher(line).find());
  }

  /** The connection to that backend that belongs to the client of an exchange, if it is unused. */
  public @Nullable BackendConnection of(Exchange exchange, Backend backend) {
    if (owned.isEmpty()) {
      return null;
    }
    BackendConnection own = ownedBy(exchange).get(backend);
    if (own != null && own.hasRoom() && own.hasUnread()) {
      own.retire();
    }
    return own != null && own.hasRoom() ? own : null;
  }

  /** The backends to which the client of an exchange has a connection of its own. */
  public Set<Backend> backends(Exchange exchange) {
    return owned.isEmpty() ? Set.of() : ownedBy(exchange).keySet();
  }

  private Map<Backend, BackendConnection> ownedBy(Exchange exchange) {
    Map<Backend, BackendConnection> own = owned.get(exchange.record().connection());
    return own == null ? Map.of() : own;
  }

  /** Gives a connection to the client of an exchange alone. */
  public void claim(Exchange exchange, Backend backend, BackendConnection connection) {
    if (connection.isHttp2()) {
      return;
    }
    if (Lingering.isStream(exchange.request())) {
      connection.retire();
      return;
    }
    ClientConnection client = exchange.record().connection();
    boolean first = !owned.containsKey(client);
    SequencedMap<Backend, BackendConnection> own =
        owned.computeIfAbsent(client, none -> new LinkedHashMap<>());
    BackendConnection before = own.put(backend, connection);
    if (before == connection) {
      return;
    }
    connection.own(() -> own.remove(backend, connection));
    if (before != null) {
      before.retire();
    }
    if (own.size() > MOST_BACKENDS) {
      own.pollFirstEntry().getValue().retire();
    }
    if (first) {
      client.whenClosed(() -> gone(client));
    }
  }

  private void gone(ClientConnection client) {
    SequencedMap<Backend, BackendConnection> own = owned.remove(client);
    if (own != null) {
      List.copyOf(own.values()).forEach(BackendConnection::retire);
    }
  }
}
