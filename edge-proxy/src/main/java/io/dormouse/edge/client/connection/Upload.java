package io.dormouse.edge.client.connection;

/** The body of a request while it is read. */
public interface Upload {

  /** The number of bytes that have arrived. */
  long bytes();

  /** True if more can come only when the edge takes more, or need not come for now. */
  boolean heldBack();

  /** True if no more of it is awaited. */
  boolean over();

  /** Ends the request, because its body comes too slowly. */
  void abort();
}
