package io.dormouse.agents.provisioner.work;

/** A failure that no further attempt can mend. The message says what was expected. */
public final class PermanentFailureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PermanentFailureException(String message) {
    super(message);
  }
}
