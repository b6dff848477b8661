package io.dormouse.agents.host.driver;

import org.jspecify.annotations.Nullable;

/** The engine or the system refused or did not answer; the message quotes it. */
public class DriverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DriverException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
