package io.dormouse.local;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Lines for a waiting person, each with the time since the start. */
record Progress(PrintStream out, Instant start) {

  void say(String line) {
    out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds(), line);
    out.flush();
  }

  double seconds() {
    return Duration.between(start, Instant.now()).toMillis() / 1_000.0;
  }
}
