package io.dormouse.edge.client.connection;

/** The body of a request while it is read. */
public interface Upload {

  /** How many bytes of it have come. */
  long bytes();

  /** Whether more of it can come only when the edge takes more, or need not come for now. */
  boolean heldBack();

  /** Whether no more of it is awaited. */
  boolean over();

  /** It comes too slowly: ends the request. */
  void abort();
}
