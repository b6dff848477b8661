package io.dormouse.streams.api.http.batch;

import static io.dormouse.kit.settings.Checks.check;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import java.time.Duration;

/**
 * Limits of batches.
 *
 * <p>The constructor throws {@link SettingsException} if a value is out of its range.
 */
public record BatchLimits(
    @Setting(
            key = "api.batches",
            byDefault = "4",
            doc = "Most batches at once; one more is answered with 429.")
        int most,
    @Setting(
            key = "api.batch.lines",
            byDefault = "256",
            doc =
                "Most lines of a batch that are read and not answered yet, and most undecided"
                    + " commands of all batches.")
        int lines,
    @Setting(
            key = "api.batch.timeout",
            byDefault = "1h",
            doc = "Longest time of a batch; its client sends it again.")
        Duration time) {

  private static final Duration LONGEST = Duration.ofDays(1);

  public BatchLimits {
    check(most >= 0 && most <= 1_000, "api.batches", most, "0 to 1000");
    check(lines >= 1 && lines <= 10_000, "api.batch.lines", lines, "1 to 10000");
    check(
        time.isPositive() && time.compareTo(LONGEST) <= 0,
        "api.batch.timeout",
        time,
        "more than zero and at most 1d");
  }
}
