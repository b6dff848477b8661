package io.dormouse.benchmarks.proxy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Another edge that this one is compared with.
 *
 * @param jar its program, or empty for the same one
 * @param options that its JVM gets, and this one's does not
 */
public record OtherEdge(Optional<Path> jar, List<String> options) {

  boolean isThere() {
    return jar.isPresent() || !options.isEmpty();
  }
}
