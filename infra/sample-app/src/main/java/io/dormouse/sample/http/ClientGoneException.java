package io.dormouse.sample.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client went away or fell silent, so there is nobody to answer. */
final class ClientGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
