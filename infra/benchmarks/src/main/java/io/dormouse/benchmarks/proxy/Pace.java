package io.dormouse.benchmarks.proxy;

/**
 * How long and how fast to measure.
 *
 * @param blocks turns of each side and scenario
 * @param seconds of each of them
 * @param rate small requests per second
 */
public record Pace(int blocks, int seconds, int rate) {

  /** Takes a little less than five minutes. */
  public static final Pace USUAL = new Pace(4, 2, 2_500);

  public Pace withBlocks(int number) {
    return new Pace(number, seconds, rate);
  }

  public Pace withSeconds(int number) {
    return new Pace(blocks, number, rate);
  }

  public Pace withRate(int number) {
    return new Pace(blocks, seconds, number);
  }
}
