package io.dormouse.edge.client.connection;

/** A listener for events of clients' connections, called on any thread. */
public interface ConnectionCounts {

  /** A connection was accepted. */
  void accepted();

  /** The edge ends a connection, or a request on it. */
  void closed(ClosedFor reason);

  /** The delay with which an event loop came to its connections; never negative. */
  void loopLag(long nanos);
}
