package io.dormouse.benchmarks.proxy;

/**
 * The duration and the rate of a measurement.
 *
 * @param warmUp seconds for all scenarios together, before anything is measured
 * @param blocks turns of each side and scenario
 * @param seconds of each of them
 * @param rate small requests per second
 */
public record Pace(int warmUp, int blocks, int seconds, int rate) {

  /**
   * The usual pace, which takes about eleven minutes. The JVM compiles code after some 100,000
   * requests.
   */
  public static final Pace USUAL = new Pace(200, 5, 3, 2_500);
}
