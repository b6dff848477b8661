package io.dormouse.streams.api.view;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Until when a thread waits. */
public record Deadline(long nanoTime) {

  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  public boolean passed() {
    return left() <= 0;
  }

  /** The value, or nothing if it did not come in time or the thread was interrupted. */
  <V> Optional<V> await(CompletableFuture<V> value) {
    try {
      return Optional.of(value.get(Math.max(0, left()), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private long left() {
    return nanoTime - System.nanoTime();
  }
}
