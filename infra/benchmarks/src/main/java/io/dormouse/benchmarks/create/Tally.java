package io.dormouse.benchmarks.create;

import io.dormouse.benchmarks.Samples;
import io.dormouse.local.client.Unexpected;
import java.time.Duration;

/** The answers of one phase; for any thread. */
public final class Tally {

  private final long begin = System.nanoTime();
  private final Samples latency = new Samples();
  private int accepted;
  private int pending;
  private int refused;
  private long end = begin;

  /**
   * Adds an answer.
   *
   * @param status the status of the answer
   * @param text the answer
   * @param took time of the request, or zero in a batch
   */
  synchronized void add(int status, String text, Duration took) {
    switch (status) {
      case 202 -> {
        if (text.contains("\"outcome\":\"pending\"")) {
          pending++;
        } else {
          accepted++;
          end = System.nanoTime();
          latency.add(took);
        }
      }
      case 429 -> refused++;
      default ->
          throw new Unexpected("Expected a 202 or 429, but got %d: %s".formatted(status, text));
    }
  }

  public synchronized int accepted() {
    return accepted;
  }

  synchronized int pending() {
    return pending;
  }

  /** The number of 429 answers. */
  synchronized int refused() {
    return refused;
  }

  synchronized Samples latency() {
    return latency;
  }

  /** Accepted creates a second, from the begin to the last answer. */
  public synchronized double perSecond() {
    return accepted == 0 ? 0 : accepted * 1e9 / (end - begin);
  }
}
