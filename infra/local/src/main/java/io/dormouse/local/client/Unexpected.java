package io.dormouse.local.client;

/** Something did not go as it must; the message says what was expected and what came. */
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
