package io.dormouse.sample.config;

/**
 * A key and its secret, which is never printed.
 *
 * @param sessionToken what a temporary key needs besides, else empty
 */
public record S3Login(String key, String secret, String sessionToken) {

  @Override
  public String toString() {
    return "S3Login[key=" + key + ", secret=***]";
  }
}
