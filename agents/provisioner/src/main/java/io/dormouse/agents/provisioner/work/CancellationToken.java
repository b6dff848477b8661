package io.dormouse.agents.provisioner.work;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether the work on a command should go on; asked between steps and while it pauses. */
public final class CancellationToken {

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean superseded;

  /** A newer command counts: the work on this one is done with. */
  public void supersede() {
    superseded = true;
    ended.complete(null);
  }

  /** The program ends or hands the command on: the work is not done. */
  public void stop() {
    ended.complete(null);
  }

  /** Whether the command needs no more work by anybody. */
  public boolean isSuperseded() {
    return superseded;
  }

  public boolean isEnded() {
    return ended.isDone();
  }

  /** Throws {@link WorkCancelledException} if the work should end. */
  public void check() throws WorkCancelledException {
    if (isEnded()) {
      throw new WorkCancelledException();
    }
  }

  /** Waits, but no longer than the work should go on. */
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

  /** Waits for a future that never fails; cancels it if the work should end before. */
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
