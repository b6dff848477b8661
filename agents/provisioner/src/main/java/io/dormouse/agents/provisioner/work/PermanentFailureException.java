package io.dormouse.agents.provisioner.work;

/** What no further try can mend; the message says what was expected. */
public final class PermanentFailureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PermanentFailureException(String message) {
    super(message);
  }
}
