package io.dormouse.benchmarks.proxy.load;

import java.util.Locale;

/** A kind of request and of connection. */
public enum Scenario {
  SMALL("a small body of 200 bytes", "/small", 1, 0, false),
  LARGE("a body of 64 KiB", "/large", 0.4, 0, false),
  CONNECTIONS("a small body, every tenth request on a new connection", "/small", 1, 10, false),
  HOSTS("a small body, from one of 10,000 hosts", "/small", 1, 0, true);

  private final String title;
  private final String path;
  private final double shareOfRate;
  private final int freshEvery;
  private final boolean allHosts;

  Scenario(String title, String path, double shareOfRate, int freshEvery, boolean allHosts) {
    this.title = title;
    this.path = path;
    this.shareOfRate = shareOfRate;
    this.freshEvery = freshEvery;
    this.allHosts = allHosts;
  }

  public String title() {
    return title;
  }

  public String path() {
    return path;
  }

  /** Requests per second in this scenario, for this rate of small ones. */
  public double rate(int small) {
    return small * shareOfRate;
  }

  /** True if the request of this number has a connection of its own. */
  boolean isFresh(int number) {
    return freshEvery > 0 && number % freshEvery == 0;
  }

  /** True if all hosts are asked, not only one. */
  boolean allHosts() {
    return allHosts;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
