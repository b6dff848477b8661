package io.dormouse.benchmarks.proxy.load;

import org.HdrHistogram.Histogram;

/**
 * The result of a load.
 *
 * @param nanos times from the moment each request was due to the end of its answer
 * @param failed requests without a good answer
 * @param failure the reason of the first of them
 */
public record LoadResult(Histogram nanos, int failed, String failure) {

  public int answered() {
    return (int) nanos.getTotalCount();
  }

  /** The median latency in milliseconds. */
  public double median() {
    return percentile(50);
  }

  /** The latency in milliseconds that one request in a hundred exceeds. */
  public double p99() {
    return percentile(99);
  }

  private double percentile(double percent) {
    return nanos.getValueAtPercentile(percent) / 1e6;
  }
}
