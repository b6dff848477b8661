package io.dormouse.agents.provisioner.work;

/** What no further try can mend; the message says what was expected. */
public final class HopelessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public HopelessException(String message) {
    super(message);
  }
}
