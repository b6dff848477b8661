package io.dormouse.edge.forward.pool;

import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceView;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The target of forwarding: one replica of an instance, or an origin outside.
 *
 * @param name key of its connections; they are never used for another backend, nor for another
 *     generation
 * @param host the value of the Host header, or null to leave it as it came
 * @param http2 true if it speaks only HTTP/2, with prior knowledge
 * @param timeouts of its blueprint or route; they win over the settings
 */
public record Backend(
    String name,
    SocketAddress address,
    int port,
    boolean tls,
    @Nullable String host,
    boolean http2,
    Timeouts timeouts) {

  /** One of the replicas that serve an instance. */
  public static Backend of(InstanceView view, Endpoint endpoint) {
    return new Backend(
        "%s.%d.%d".formatted(view.id(), endpoint.replica(), endpoint.generation()),
        SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address()),
        endpoint.port(),
        false,
        null,
        view.serving().protocol() == Protocol.HTTP2,
        view.serving().timeouts());
  }

  /** A fixed origin outside, at an address that was looked up. */
  public static Backend of(URI origin, String address) {
    boolean tls = origin.getScheme().toLowerCase(Locale.ROOT).equals("https");
    int usual = tls ? 443 : 80;
    int port = origin.getPort() < 0 ? usual : origin.getPort();
    String host = origin.getHost();
    return new Backend(
        host,
        SocketAddress.inetSocketAddress(port, address),
        port,
        tls,
        port == usual ? host : host + ":" + port,
        false,
        Timeouts.NONE);
  }

  /** True if connections to the other one lead to the same process. */
  boolean isSameAs(Backend other) {
    return name.equals(other.name) && address.equals(other.address);
  }

  /** This backend with the time-outs of its route. */
  public Backend within(Timeouts ofRoute) {
    return new Backend(name, address, port, tls, host, http2, ofRoute);
  }
}
