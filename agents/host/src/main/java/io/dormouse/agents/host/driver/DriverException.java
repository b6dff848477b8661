package io.dormouse.agents.host.driver;

import org.jspecify.annotations.Nullable;

/** The engine or the system said no, or nothing; the message has its words. */
public class DriverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DriverException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
