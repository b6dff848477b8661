package io.dormouse.benchmarks.proxy;

import io.dormouse.local.client.Unexpected;
import io.dormouse.local.supervision.Child;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One side of the comparison.
 *
 * @param port the port for requests
 * @param program the proxy; empty for the backend alone
 */
record Contestant(String name, int port, Optional<Child> program) {

  static final String EDGE = "edge";
  static final String NGINX = "nginx";
  static final String HAPROXY = "HAProxy";
  static final String PLAIN = "vertx-http-proxy";

  boolean isProxy() {
    return program.isPresent();
  }

  /** True if it runs in a JVM, which is slow until its code is compiled. */
  boolean isCompiledAsItRuns() {
    return isProxy() && !name.equals(NGINX) && !name.equals(HAPROXY);
  }

  /** The CPU time of its process and of the processes that it started. */
  Duration cpu() {
    return program.flatMap(child -> ProcessHandle.of(child.pid())).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(process ->
            process
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new Unexpected("Expected the CPU time of " + name)))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
