package io.dormouse.kit.settings;

import org.jspecify.annotations.Nullable;

/**
 * A setting that is missing or wrong; the message names the key, the value and what was expected.
 */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }

  public SettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
