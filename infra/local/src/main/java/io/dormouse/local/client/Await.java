package io.dormouse.local.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Polls until there is an answer. */
public final class Await {

  private static final Duration BETWEEN = Duration.ofMillis(50);

  private Await() {}

  /** Throws {@link Unexpected} with this description when the time is up. */
  public static <T> T until(String what, Duration most, Callable<Optional<T>> question)
      throws Exception {
    long end = System.nanoTime() + most.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> answer = question.call();
      if (answer.isPresent()) {
        return answer.get();
      }
      Thread.sleep(BETWEEN);
    }
    throw new Unexpected("Expected %s within %s, but it did not come.".formatted(what, most));
  }
}
