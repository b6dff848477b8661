package io.dormouse.agents.host.reconcile;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for all changes of state, and many for work that blocks. A callback runs once per
 * burst of changes. Work has platform threads, since some drivers block in native calls, which
 * would hold the carriers of virtual threads.
 */
final class Lane implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final Runnable afterChanges;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ThreadPoolExecutor changes;
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("operation-", 0).daemon().factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("reconciler-timer").daemon().factory());

  Lane(Runnable afterChanges) {
    this.afterChanges = afterChanges;
    this.changes =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform()
                .name("reconciler")
                .daemon()
                .uncaughtExceptionHandler((thread, e) ->
                    LOG.atError().setMessage("a change of state failed").setCause(e).log())
                .factory());
  }

  void change(Runnable change) {
    waiting.incrementAndGet();
    try {
      changes.execute(() -> {
        boolean last;
        try {
          change.run();
        } finally {
          last = waiting.decrementAndGet() == 0;
        }
        if (last) {
          afterChanges.run();
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.atDebug().setMessage("a change came after the end").log();
    }
  }

  /** Runs work that blocks. An exception from it is a bug in this program and is logged. */
  void work(Work work) {
    try {
      workers.execute(() -> {
        try {
          work.run();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (Exception e) {
          LOG.atError().setMessage("an operation failed in an unforeseen way").setCause(e).log();
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.atDebug().setMessage("an operation came after the end").log();
    }
  }

  void after(Duration delay, Runnable task) {
    try {
      timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.atDebug().setMessage("a delay came after the end").log();
    }
  }

  void every(Duration interval, Runnable task) {
    timer.scheduleAtFixedRate(
        task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    changes.shutdownNow();
  }

  /** Work that blocks. */
  interface Work {
    void run() throws Exception;
  }
}
