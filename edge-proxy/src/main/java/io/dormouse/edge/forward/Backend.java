package io.dormouse.edge.forward;

import io.dormouse.schemas.instance.InstanceView;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request is forwarded to.
 *
 * @param name keeps its connections apart from all others: they are never used for another one, nor
 *     for another generation of it
 * @param host what the Host header must say, or null to leave it as it came
 */
public record Backend(
    String name, SocketAddress address, int port, boolean tls, @Nullable String host) {

  /** The replica that serves an instance; the view must have an address. */
  public static Backend of(InstanceView view) {
    return new Backend(
        view.id().value() + "." + view.generation(),
        SocketAddress.inetSocketAddress(view.port(), Objects.requireNonNull(view.address())),
        view.port(),
        false,
        null);
  }

  /** A fixed origin outside, at an address that was looked up. */
  static Backend of(URI origin, String address) {
    boolean tls = origin.getScheme().toLowerCase(Locale.ROOT).equals("https");
    int usual = tls ? 443 : 80;
    int port = origin.getPort() < 0 ? usual : origin.getPort();
    String host = origin.getHost();
    return new Backend(
        host,
        SocketAddress.inetSocketAddress(port, address),
        port,
        tls,
        port == usual ? host : host + ":" + port);
  }
}
