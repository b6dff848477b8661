package io.dormouse.edge.client.connection;

import java.util.Locale;

/** The reason for which the edge closed the connection of a client. */
public enum ClosedFor {
  /** The head of a request took too long. */
  HEAD_TIMEOUT,
  /** No request came for too long. */
  KEEPALIVE,
  /** Nothing moved while a request was open. */
  IDLE,
  /** The body of a request came too slowly. */
  SLOW_BODY,
  /** The client took its answer too slowly. */
  SLOW_READER,
  /** There were too many connections. */
  TOO_MANY,
  /** There were too many connections from that address. */
  TOO_MANY_FROM_ADDRESS;

  /** The name of the reason in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
