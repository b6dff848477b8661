package io.dormouse.cli.settings;

import java.net.URI;

/**
 * A system to talk to. The text does not show the token.
 *
 * @param token the key or token for it, or empty
 */
public record Target(URI api, String token) {

  @Override
  public String toString() {
    return api.toString();
  }
}
