package io.dormouse.edge.forward;

import io.dormouse.edge.route.OutsideAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.util.stream.Stream;

/**
 * Looks up the origins of fixed targets. One that resolves to an address that is not outside, if
 * only by one of several, is refused; what was looked up is what is connected to.
 */
public final class OutsideTargets {

  /** The target leads inside. */
  public static final class LeadsInsideException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeadsInsideException(URI target) {
      super("Expected an address outside, but " + target + " leads inside.", null, false, false);
    }
  }

  private final Vertx vertx;
  private final boolean allowPrivate;

  public OutsideTargets(Vertx vertx, boolean allowPrivate) {
    this.vertx = vertx;
    this.allowPrivate = allowPrivate;
  }

  /** Fails with {@link LeadsInsideException}, or when the name is unknown. */
  public Future<Backend> lookUp(URI target) {
    return vertx.executeBlocking(
        () -> {
          InetAddress[] addresses = InetAddress.getAllByName(target.getHost());
          if (!allowPrivate && !Stream.of(addresses).allMatch(OutsideAddress::isOutside)) {
            throw new LeadsInsideException(target);
          }
          return Backend.of(target, addresses[0].getHostAddress());
        },
        false);
  }
}
