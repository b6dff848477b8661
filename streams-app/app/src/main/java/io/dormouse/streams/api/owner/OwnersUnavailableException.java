package io.dormouse.streams.api.owner;

/** The database of owners did not do what it was asked. It never says what that was about. */
public final class OwnersUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OwnersUnavailableException(String sqlState) {
    super("Expected the database of owners to answer, but it failed with SQL state " + sqlState);
  }
}
