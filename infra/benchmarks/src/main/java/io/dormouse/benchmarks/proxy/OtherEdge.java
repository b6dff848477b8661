package io.dormouse.benchmarks.proxy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Another edge to compare with this one.
 *
 * @param jar its program, or empty for the same one
 * @param options additional options of its JVM
 */
public record OtherEdge(Optional<Path> jar, List<String> options) {

  boolean isThere() {
    return jar.isPresent() || !options.isEmpty();
  }
}
