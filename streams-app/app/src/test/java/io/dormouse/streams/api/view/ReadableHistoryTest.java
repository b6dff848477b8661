package io.dormouse.streams.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.history.HistoryProgress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadableHistoryTest {

  @ParameterizedTest
  @CsvSource({
    "PT0.2S, true, 1, About 1 s are left.",
    "PT29.5S, true, 30, About 30 s are left.",
    "PT31S, false, 32, About 32 s are left.",
    "PT3H0.5S, false, 10801, About 10801 s are left."
  })
  void shouldWaitForAnIndexThatIsSoonBuiltAndTellTheTime(
      Duration left, boolean waits, String retryAfter, String detail) {
    HistoryProgress progress = new HistoryProgress(false, 7_000_000, left, null);

    Problem refusal = ReadableHistory.notReady(progress);

    assertThat(ReadableHistory.isBuiltSoon(progress)).isEqualTo(waits);
    assertThat(refusal.headers()).containsEntry("Retry-After", retryAfter);
    assertThat(refusal).hasMessageContaining("7000000 records").hasMessageEndingWith(detail);
  }

  @Test
  void shouldWaitForAnIndexOfWhichNothingIsKnown() {
    HistoryProgress progress = new HistoryProgress(false, 0, null, null);

    assertThat(ReadableHistory.isBuiltSoon(progress)).isTrue();
    assertThat(ReadableHistory.notReady(progress).headers()).containsEntry("Retry-After", "1");
  }
}
