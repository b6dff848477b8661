package io.dormouse.streams.history;

import org.jspecify.annotations.Nullable;

/** The files of the history index cannot be read or written. */
public final class HistoryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  HistoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
