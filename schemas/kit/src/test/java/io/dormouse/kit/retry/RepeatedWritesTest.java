package io.dormouse.kit.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RepeatedWritesTest {

  private final RepeatedWrites writes = new RepeatedWrites(Duration.ofMillis(1));
  private final AtomicInteger attempts = new AtomicInteger();
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

  @Test
  void shouldWriteOnceWhenThatSucceeds() {
    CompletableFuture<Void> written = writes.untilWritten(() -> failing(0), failures::add);

    assertThat(written).succeedsWithin(Duration.ofSeconds(20));
    assertThat(attempts).hasValue(1);
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldWriteAgainUntilItSucceeds() {
    CompletableFuture<Void> written = writes.untilWritten(() -> failing(3), failures::add);

    assertThat(written).succeedsWithin(Duration.ofSeconds(20));
    assertThat(attempts).hasValue(4);
    assertThat(failures).hasSize(3).allMatch(failure -> failure instanceof IOException);
  }

  @Test
  void shouldGiveUpWhenItIsClosed() {
    CompletableFuture<Void> attempt = new CompletableFuture<>();
    CompletableFuture<Void> written = writes.untilWritten(() -> attempt, failures::add);

    writes.close();
    attempt.completeExceptionally(new IOException("no broker"));

    assertCancelled(written);
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldNotBeginWhenItIsClosed() {
    writes.close();

    assertCancelled(writes.untilWritten(() -> failing(0), failures::add));
    assertThat(attempts).hasValue(0);
  }

  @Test
  void shouldEndTheAttemptsWhenTheResultIsCancelled() {
    CompletableFuture<Void> attempt = new CompletableFuture<>();
    CompletableFuture<Void> written = writes.untilWritten(() -> attempt, failures::add);

    written.cancel(false);
    attempt.completeExceptionally(new IOException("no broker"));

    assertThat(failures).isEmpty();
  }

  private CompletableFuture<Void> failing(int times) {
    return attempts.incrementAndGet() <= times
        ? CompletableFuture.failedFuture(new IOException("no broker"))
        : CompletableFuture.completedFuture(null);
  }

  private static void assertCancelled(CompletableFuture<Void> written) {
    assertThatThrownBy(() -> written.get(20, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
  }
}
