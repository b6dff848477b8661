package io.dormouse.local.supervision;

/**
 * Thrown if a start is not possible. The message tells a person what was expected and what to do.
 */
public final class CannotStart extends Exception {

  private static final long serialVersionUID = 1;

  public CannotStart(String message) {
    super(message);
  }
}
