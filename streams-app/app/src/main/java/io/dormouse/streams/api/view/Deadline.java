package io.dormouse.streams.api.view;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The moment at which a wait ends. */
public record Deadline(long nanoTime) {

  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  public boolean passed() {
    return left() <= 0;
  }

  /** The value, or empty on time-out or interrupt. */
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
