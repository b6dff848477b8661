package io.dormouse.agents.provisioner.work;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Cancels the work on a command, which checks it between steps and during pauses. */
public final class CancellationToken {

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean superseded;

  /** Cancels the work because a newer command counts; nobody continues it. */
  public void supersede() {
    superseded = true;
    ended.complete(null);
  }

  /**
   * Cancels the work because the program ends or hands the command on; the command is worked again
   * later.
   */
  public void stop() {
    ended.complete(null);
  }

  /** True if the command needs no more work by anybody. */
  public boolean isSuperseded() {
    return superseded;
  }

  public boolean isEnded() {
    return ended.isDone();
  }

  /** Throws {@link WorkCancelledException} if the work is cancelled. */
  public void check() throws WorkCancelledException {
    if (isEnded()) {
      throw new WorkCancelledException();
    }
  }

  /** Waits for the time given, or until the work is cancelled. */
  public void pause(Duration duration) throws WorkCancelledException, InterruptedException {
    try {
      ended.get(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    throw new WorkCancelledException();
  }

  /** Waits for a future that never fails; cancels it if the work is cancelled before. */
  public void await(CompletableFuture<?> other)
      throws WorkCancelledException, InterruptedException {
    try {
      CompletableFuture.anyOf(ended, other).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      other.cancel(false);
    }
    if (other.isCancelled()) {
      throw new WorkCancelledException();
    }
  }
}
