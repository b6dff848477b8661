package io.dormouse.edge;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits in tests until a condition holds, for at most 20 seconds. */
public final class Eventually {

  public static final Duration DEADLINE = Duration.ofSeconds(20);

  private Eventually() {}

  public static void until(String what, BooleanSupplier isSo) {
    until(() -> what, isSo);
  }

  public static void until(Supplier<String> what, BooleanSupplier isSo) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("Expected within " + DEADLINE + ": " + what.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  public static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
  }
}
