package io.dormouse.language.wire;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no record of the expected type; the message says what was expected and what came.
 */
public class MalformedRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedRecordException(String message) {
    super(message);
  }

  public MalformedRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
