package io.dormouse.core.whatif;

import java.time.Duration;

/**
 * Sums over some instances under one policy. An instance is awake from its wake to its passivation;
 * somebody waits who wakes it by a request, until it is ready.
 */
public final class Totals {

  private static final double MILLIS_OF_HOUR = Duration.ofHours(1).toMillis();
  private static final double GIB = 1L << 30;

  private final WaitHistogram waits = new WaitHistogram();
  private final WaitHistogram officeWaits = new WaitHistogram();
  private long wakes;
  private long passivations;
  private long awakeMillis;
  private double gibHours;

  void wake() {
    wakes++;
  }

  void passivation() {
    passivations++;
  }

  void awake(Duration time, long bytes) {
    awakeMillis += time.toMillis();
    gibHours += time.toMillis() / MILLIS_OF_HOUR * (bytes / GIB);
  }

  void waited(Duration time, boolean inOfficeHours) {
    waits.add(time);
    if (inOfficeHours) {
      officeWaits.add(time);
    }
  }

  /** Adds those of other instances. */
  public void add(Totals other) {
    waits.add(other.waits);
    officeWaits.add(other.officeWaits);
    wakes += other.wakes;
    passivations += other.passivations;
    awakeMillis += other.awakeMillis;
    gibHours += other.gibHours;
  }

  public long wakes() {
    return wakes;
  }

  /** Passivations for want of use. */
  public long passivations() {
    return passivations;
  }

  public double instanceHours() {
    return awakeMillis / MILLIS_OF_HOUR;
  }

  /** Hours awake times memory of all replicas. */
  public double gibHours() {
    return gibHours;
  }

  public WaitHistogram waits() {
    return waits;
  }

  /** Waits that began in office hours. */
  public WaitHistogram officeWaits() {
    return officeWaits;
  }
}
