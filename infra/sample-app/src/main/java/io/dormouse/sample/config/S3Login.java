package io.dormouse.sample.config;

/**
 * A key and its secret, which is never printed.
 *
 * @param sessionToken the token of a temporary key, else empty
 */
public record S3Login(String key, String secret, String sessionToken) {

  @Override
  public String toString() {
    return "S3Login[key=" + key + ", secret=***]";
  }
}
