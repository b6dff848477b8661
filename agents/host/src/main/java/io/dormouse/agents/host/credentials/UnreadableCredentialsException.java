package io.dormouse.agents.host.credentials;

/**
 * Sealed credentials that do not open here. The message says what to do and reveals nothing of
 * them.
 */
public final class UnreadableCredentialsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Has no cause, since a decoder's exception could repeat what it read. */
  UnreadableCredentialsException(String message) {
    super(message);
  }
}
