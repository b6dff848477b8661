package io.dormouse.edge.forward.replica;

import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.edge.route.OutsideAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * Looks up the origins of fixed targets, for one event loop. A name that resolves to an address
 * inside, even among others, is refused. The address that was checked is the one that is connected
 * to. Each result is kept for a moment, a failure too.
 */
public final class OutsideTargets {

  /** Thrown if a target leads to an address inside. */
  public static final class LeadsInsideException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeadsInsideException(URI target) {
      super("Expected an address outside, but " + target + " leads inside.", null, false, false);
    }
  }

  /** Finds the addresses of a host; may block. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private record LookUp(Future<Backend> backend, long began) {}

  private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MOST_KEPT = 1024;

  private final Vertx vertx;
  private final boolean allowPrivate;
  private final IntPredicate ownPort;
  private final Resolver resolver;
  private final LongSupplier nanos;
  private final Map<URI, LookUp> lookUps = new HashMap<>();

  /**
   * @param allowPrivate true if addresses inside are allowed, but for the edge's own listeners
   * @param ownPort true for ports of the edge's own listeners
   */
  public OutsideTargets(Vertx vertx, boolean allowPrivate, IntPredicate ownPort) {
    this(vertx, allowPrivate, ownPort, InetAddress::getAllByName, System::nanoTime);
  }

  OutsideTargets(
      Vertx vertx,
      boolean allowPrivate,
      IntPredicate ownPort,
      Resolver resolver,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.allowPrivate = allowPrivate;
    this.ownPort = ownPort;
    this.resolver = resolver;
    this.nanos = nanos;
  }

  /** Fails with {@link LeadsInsideException}, or when the name is unknown. */
  public Future<Backend> lookUp(URI target) {
    long now = nanos.getAsLong();
    LookUp last = lookUps.get(target);
    if (last != null && now - last.began() < KEPT_NANOS) {
      return last.backend();
    }
    if (lookUps.size() >= MOST_KEPT) {
      lookUps.clear();
    }
    Future<Backend> backend = vertx.executeBlocking(() -> resolve(target), false);
    lookUps.put(target, new LookUp(backend, now));
    return backend;
  }

  /** The number of answers that are kept. */
  int kept() {
    return lookUps.size();
  }

  private Backend resolve(URI target) throws UnknownHostException, SocketException {
    InetAddress[] addresses = resolver.resolve(target.getHost());
    Backend backend = Backend.of(target, addresses[0].getHostAddress());
    for (InetAddress address : addresses) {
      if (!isAllowed(address, backend.port())) {
        throw new LeadsInsideException(target);
      }
    }
    return backend;
  }

  private boolean isAllowed(InetAddress address, int port) throws SocketException {
    return allowPrivate
        ? !ownPort.test(port) || !isOfThisMachine(address)
        : OutsideAddress.isOutside(address) && !isOfThisMachine(address);
  }

  private static boolean isOfThisMachine(InetAddress address) throws SocketException {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || NetworkInterface.getByInetAddress(address) != null;
  }
}
