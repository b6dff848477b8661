package io.dormouse.agents.host.credentials;

/** Sealed credentials do not open here; the message says what to do, and nothing of them. */
public final class UnreadableCredentialsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Without a cause: that of a decoder could repeat what it read. */
  UnreadableCredentialsException(String message) {
    super(message);
  }
}
