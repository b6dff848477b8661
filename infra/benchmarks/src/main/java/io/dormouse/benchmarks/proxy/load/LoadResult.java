package io.dormouse.benchmarks.proxy.load;

import io.dormouse.benchmarks.Samples;

/**
 * What came of a load.
 *
 * @param millis from when each request was due to the end of its answer
 * @param failed requests without a good answer
 * @param failure of the first of them
 */
public record LoadResult(Samples millis, int failed, String failure) {

  public int answered() {
    return millis.count();
  }
}
