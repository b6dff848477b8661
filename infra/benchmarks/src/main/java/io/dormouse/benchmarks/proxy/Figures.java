package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.Samples;
import io.dormouse.benchmarks.proxy.load.LoadResult;

/**
 * The measurements of one contestant in one scenario, block by block.
 *
 * @param cpu microseconds of the proxy for each request
 * @param median latency in milliseconds, and {@code p99} likewise
 */
record Figures(Samples cpu, Samples median, Samples p99) {

  Figures() {
    this(new Samples(), new Samples(), new Samples());
  }

  void add(double micros, LoadResult result) {
    cpu.add(micros);
    median.add(result.median());
    p99.add(result.p99());
  }

  /** The median latency that the proxy adds to the backend's, block by block. */
  double addedMedian(Figures direct) {
    return median.minus(direct.median).median();
  }

  /** The latency that the proxy adds at the 99th percentile. */
  double addedP99(Figures direct) {
    return p99.minus(direct.p99).median();
  }
}
