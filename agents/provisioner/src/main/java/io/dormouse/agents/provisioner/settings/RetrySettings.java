package io.dormouse.agents.provisioner.settings;

import static io.dormouse.kit.settings.Checks.check;
import static io.dormouse.kit.settings.Checks.checkAtLeastOne;

import io.dormouse.kit.retry.ExponentialBackoff;
import io.dormouse.kit.settings.Setting;
import java.time.Duration;

/**
 * Attempts of a step before it is given up, and the pauses between them.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a value is not
 * what its key expects.
 */
public record RetrySettings(
    @Setting(
            key = "retry.attempts",
            byDefault = "8",
            doc = "How often a step is tried when a server does not answer or is busy.")
        int attempts,
    @Setting(
            key = "retry.refused.attempts",
            byDefault = "3",
            doc = "How often a step is tried when a server refuses.")
        int refusedAttempts,
    @Setting(
            key = "retry.first.backoff",
            byDefault = "1s",
            doc = "The pause before the second try; each later one is twice as long.")
        Duration firstBackoff,
    @Setting(
            key = "retry.longest.backoff",
            byDefault = "30s",
            doc = "The longest pause; half of every pause is random.")
        Duration longestBackoff) {

  public RetrySettings {
    checkAtLeastOne("retry.attempts", attempts);
    checkAtLeastOne("retry.refused.attempts", refusedAttempts);
    check(firstBackoff.isPositive(), "retry.first.backoff", firstBackoff, "more than zero");
    check(
        longestBackoff.compareTo(firstBackoff) >= 0,
        "retry.longest.backoff",
        longestBackoff,
        "retry.first.backoff or more");
  }

  /** The pauses between attempts. */
  public ExponentialBackoff backoff() {
    return new ExponentialBackoff(firstBackoff, longestBackoff);
  }
}
