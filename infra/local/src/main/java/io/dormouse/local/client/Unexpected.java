package io.dormouse.local.client;

/** A result that is not the expected one; the message tells both. */
public final class Unexpected extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public Unexpected(String message) {
    super(message);
  }

  public static void unless(boolean good, String message, Object... arguments) {
    if (!good) {
      throw new Unexpected(message.formatted(arguments));
    }
  }
}
