package io.dormouse.kit.retry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Repeats writes until they succeed, with a pause after each failure. */
public final class RepeatedWrites implements AutoCloseable {

  /** The pause that programs use. */
  public static final Duration PAUSE = Duration.ofSeconds(1);

  private final Duration pause;
  private volatile boolean closed;

  public RepeatedWrites(Duration pause) {
    this.pause = pause;
  }

  /**
   * Writes now, and again after each failure.
   *
   * @param write starts one attempt
   * @param failed takes each failure that is followed by another attempt
   * @return done when an attempt has succeeded; cancelled when this is closed before. Cancelling it
   *     ends the attempts.
   */
  public CompletableFuture<Void> untilWritten(
      Supplier<? extends CompletionStage<?>> write, Consumer<Throwable> failed) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    attempt(written, write, failed);
    return written;
  }

  private void attempt(
      CompletableFuture<Void> written,
      Supplier<? extends CompletionStage<?>> write,
      Consumer<Throwable> failed) {
    if (closed) {
      written.cancel(false);
    }
    if (written.isDone()) {
      return;
    }
    write
        .get()
        .whenComplete((done, failure) -> {
          if (failure == null) {
            written.complete(null);
          } else if (closed) {
            written.cancel(false);
          } else if (!written.isDone()) {
            failed.accept(failure);
            CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS)
                .execute(() -> attempt(written, write, failed));
          }
        });
  }

  /** Gives up all writes that have not succeeded yet. */
  @Override
  public void close() {
    closed = true;
  }
}
