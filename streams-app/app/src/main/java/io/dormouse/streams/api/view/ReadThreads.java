package io.dormouse.streams.api.view;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A few platform threads for reads that take long. On a virtual thread each would hold a carrier to
 * its end, and with all carriers held no request would be answered. Those who wait for a thread are
 * served in their order.
 */
final class ReadThreads implements AutoCloseable {

  private final Semaphore room;
  private final ExecutorService threads;

  ReadThreads(int most) {
    this.room = new Semaphore(most, true);
    this.threads =
        Executors.newFixedThreadPool(
            most, Thread.ofPlatform().name("history-read-", 0).daemon().factory());
  }

  /**
   * Reads, and waits for the result. An interrupt of the caller interrupts the read.
   *
   * @param patience longest time until the read begins
   * @return empty if it did not begin in time
   * @throws Problem if the threads are closed
   */
  <T> Optional<T> read(Duration patience, Supplier<T> read) throws InterruptedException {
    if (!room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    FutureTask<T> task = new FutureTask<>(read::get);
    start(task);
    try {
      return Optional.of(task.get());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } finally {
      task.cancel(true);
    }
  }

  private void start(FutureTask<?> task) {
    try {
      threads.execute(() -> {
        try {
          task.run();
        } finally {
          room.release();
        }
      });
    } catch (RejectedExecutionException e) {
      room.release();
      throw ended();
    }
  }

  /** The program ends. */
  static Problem ended() {
    return new Problem(ProblemType.UNAVAILABLE, "The program ends.")
        .retryAfter(Duration.ofSeconds(1));
  }

  /** Interrupts the reads, and takes no more. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
