package io.dormouse.streams.api.owner;

/** The database of owners failed. The message contains none of its data. */
public final class OwnersUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OwnersUnavailableException(String sqlState) {
    super("Expected the database of owners to answer, but it failed with SQL state " + sqlState);
  }
}
