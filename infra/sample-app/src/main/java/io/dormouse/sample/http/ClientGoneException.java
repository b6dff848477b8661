package io.dormouse.sample.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown if the client went away or fell silent, so that nobody waits for an answer. */
final class ClientGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
