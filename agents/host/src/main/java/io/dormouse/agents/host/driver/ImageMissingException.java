package io.dormouse.agents.host.driver;

import org.jspecify.annotations.Nullable;

/** The image is not on this host; the message names it and where it was looked for. */
public final class ImageMissingException extends DriverException {

  private static final long serialVersionUID = 1L;

  public ImageMissingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
