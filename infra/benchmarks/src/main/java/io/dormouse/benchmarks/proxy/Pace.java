package io.dormouse.benchmarks.proxy;

/**
 * How long and how fast to measure.
 *
 * @param warmUp seconds for all scenarios together, before anything is measured
 * @param blocks turns of each side and scenario
 * @param seconds of each of them
 * @param rate small requests per second
 */
public record Pace(int warmUp, int blocks, int seconds, int rate) {

  /** Takes about eleven minutes: what runs in a JVM is compiled after some 100,000 requests. */
  public static final Pace USUAL = new Pace(200, 5, 3, 2_500);

  public Pace withWarmUp(int number) {
    return new Pace(number, blocks, seconds, rate);
  }

  public Pace withBlocks(int number) {
    return new Pace(warmUp, number, seconds, rate);
  }

  public Pace withSeconds(int number) {
    return new Pace(warmUp, blocks, number, rate);
  }

  public Pace withRate(int number) {
    return new Pace(warmUp, blocks, seconds, number);
  }
}
