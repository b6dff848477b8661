package io.dormouse.edge.client.connection;

/** Hears what becomes of the connections of clients, on any thread. */
public interface ConnectionCounts {

  /** One was accepted. */
  void accepted();

  /** The edge ends one, or a request on it. */
  void closed(ClosedFor reason);

  /** An event loop came to its connections that much later than it should; never negative. */
  void loopLag(long nanos);
}
