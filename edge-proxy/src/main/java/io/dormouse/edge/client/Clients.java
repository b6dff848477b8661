package io.dormouse.edge.client;

import io.dormouse.edge.EdgeSettings.Fronting;
import io.dormouse.edge.client.connection.ConnectionEnds;
import io.dormouse.edge.gate.HostHeader;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.Objects;

/**
 * Identifies the client of a request. Forwarding headers are believed only from trusted proxies,
 * and only one family of them, since proxies may pass the other one from anybody.
 */
public final class Clients {

  private final Fronting settings;

  public Clients(Fronting settings) {
    this.settings = settings;
  }

  /**
   * True if the peer may connect. With PROXY headers only trusted proxies may, if any are named.
   */
  public boolean accepts(HttpConnection connection) {
    return !settings.proxyProtocol()
        || settings.trusted().isEmpty()
        || settings.trusted().contains(address(connection.remoteAddress(true)));
  }

  /** The ends of a connection. */
  public ConnectionEnds ends(HttpConnection connection) {
    SocketAddress peer = known(connection.remoteAddress(), connection.remoteAddress(true));
    SocketAddress local = known(connection.localAddress(), connection.localAddress(true));
    return new ConnectionEnds(text(peer), settings.trusted().contains(address(peer)), local.port());
  }

  /** The client of a request with this Host, over a connection with these ends. */
  public Client of(HttpServerRequest request, ConnectionEnds ends, HostHeader host) {
    ForwardingHeaders told = ends.trusted() ? told(request) : ForwardingHeaders.NOTHING;
    String own = request.isSSL() ? "https" : "http";
    String scheme = told.scheme() == null ? own : told.scheme();
    HostHeader used = told.host() == null ? host : told.host();
    int toldPort = told.host() == null || told.port() > 0 ? told.port() : used.port();
    int usual = scheme.equals("https") ? 443 : 80;
    int port = toldPort > 0 ? toldPort : told.scheme() == null ? ends.port() : usual;
    boolean reachable = toldPort > 0 || used.port() == port;
    int visible = reachable && port != usual ? port : Client.USUAL_PORT;
    return new Client(
        told.client() == null ? ends.address() : NetUtil.toAddressString(told.client()),
        scheme,
        used.port() < 0 && visible > 0 ? used.text() + ":" + visible : used.text(),
        port,
        visible,
        settings.originalUrlHeader());
  }

  private ForwardingHeaders told(HttpServerRequest request) {
    return settings.byForwarded()
        ? ForwardingHeaders.byForwarded(request.headers(), settings.trusted())
        : ForwardingHeaders.byXForwarded(request.headers(), settings.trusted());
  }

  /** The real address if the PROXY header tells none. */
  private static SocketAddress known(SocketAddress told, SocketAddress real) {
    return told.hostAddress() == null ? real : told;
  }

  private static String text(SocketAddress peer) {
    String text = Objects.requireNonNull(peer.hostAddress());
    return text.indexOf(':') < 0 ? text : NetUtil.toAddressString(address(peer));
  }

  private static InetAddress address(SocketAddress peer) {
    String text = Objects.requireNonNull(peer.hostAddress());
    return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(text), text);
  }
}
