package io.dormouse.edge.client.connection;

/** The body of a request while it is read. */
public interface Upload {

  /** The number of bytes that have come. */
  long bytes();

  /** True if more can come only when the edge takes more, or need not come for now. */
  boolean heldBack();

  /** True if no more of it is awaited. */
  boolean over();

  /** It comes too slowly: ends the request. */
  void abort();
}
