package io.dormouse.edge.client.connection;

import io.dormouse.edge.EdgeSettings.ClientLimits;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts and limits the connections of clients to one edge, of all its event loops. An IPv6 address
 * counts as its network of 64 bits, since whoever has one address has all of these.
 *
 * <p>Safe for any thread.
 */
public final class ClientConnections {

  private static final int NETWORK_BYTES = 8;

  private final ClientLimits limits;
  private final ConnectionCounts counts;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<ByteBuffer, Integer> byAddress = new ConcurrentHashMap<>();

  public ClientConnections(ClientLimits limits, ConnectionCounts counts) {
    this.limits = limits;
    this.counts = counts;
  }

  /** The number of open connections. */
  public int open() {
    return open.get();
  }

  ClientLimits limits() {
    return limits;
  }

  /**
   * Counts an accepted connection. Returns the reason for which it must be closed, or null if it
   * may stay.
   */
  @Nullable ClosedFor enter(String from) {
    counts.accepted();
    int all = open.incrementAndGet();
    int same = limits.perAddress() == 0 ? 0 : byAddress.merge(network(from), 1, Integer::sum);
    if (all > limits.most()) {
      return ClosedFor.TOO_MANY;
    }
    return same > limits.perAddress() ? ClosedFor.TOO_MANY_FROM_ADDRESS : null;
  }

  /** Counts a closed connection. */
  void leave(String from) {
    open.decrementAndGet();
    if (limits.perAddress() > 0) {
      byAddress.computeIfPresent(network(from), (network, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Counts a connection that the edge closes itself, or a request that it ends. */
  void closing(ClosedFor reason) {
    counts.closed(reason);
  }

  private static ByteBuffer network(String from) {
    byte[] bytes = Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(from));
    return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
  }
}
