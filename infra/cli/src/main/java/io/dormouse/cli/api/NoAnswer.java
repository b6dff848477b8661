package io.dormouse.cli.api;

import java.net.URI;

/** The API cannot be reached, or does not answer in time. */
public final class NoAnswer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoAnswer(URI api, String why) {
    super("expected the control API to answer at %s, but %s".formatted(api, why));
  }
}
