package io.dormouse.kit.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExponentialBackoffTest {

  private final ExponentialBackoff backoff =
      new ExponentialBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "5, 16", "6, 30", "100, 30"})
  void shouldDoubleUpToTheLongestWithHalfOfItRandom(int attempt, int seconds) {
    Duration full = Duration.ofSeconds(seconds);
    Random random = new Random(7);

    for (int i = 0; i < 100; i++) {
      assertThat(backoff.after(attempt, random)).isBetween(full.dividedBy(2), full);
    }
  }

  @Test
  void shouldPauseAtLeastAMillisecond() {
    ExponentialBackoff shortest =
        new ExponentialBackoff(Duration.ofMillis(1), Duration.ofMillis(1));

    assertThat(shortest.after(1, new Random(7))).isPositive();
  }
}
