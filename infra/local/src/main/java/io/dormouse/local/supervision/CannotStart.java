package io.dormouse.local.supervision;

/** A start that is not possible; the message says to a person what was expected and what to do. */
public final class CannotStart extends Exception {

  private static final long serialVersionUID = 1;

  public CannotStart(String message) {
    super(message);
  }
}
