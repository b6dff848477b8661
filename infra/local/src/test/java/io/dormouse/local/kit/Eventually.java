package io.dormouse.local.kit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for effects of other processes. */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long GLANCE_NANOS = Duration.ofMillis(20).toNanos();

  private Eventually() {}

  /** Returns when the condition holds; fails with the description if it does not in time. */
  public static void eventually(String description, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + description);
      }
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }
}
