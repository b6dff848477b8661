package io.dormouse.sample.config;

/** A name and its secret, which is never printed. */
public record Login(String name, String secret) {

  @Override
  public String toString() {
    return "Login[name=" + name + ", secret=***]";
  }
}
