package io.dormouse.core.instance.policy;

import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState.Fencing;
import io.dormouse.core.instance.state.InstanceState.Running;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that end by themselves are renewed before: at a start that comes shortly before their
 * end, or, where the replica runs that long, while it runs. The replica goes on with the older ones
 * until the new ones are there, and is only then stopped and started. What the provisioner gave up
 * is asked for again, 30 s later and then ever more slowly, up to every five minutes, also after
 * the end of the older ones.
 */
public final class CredentialPolicy {

  public static final String VERSION = "credentials/2";

  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(15);

  /** Part of the time that a replica had its credentials for when it became ready. */
  private static final int MARGIN_PART = 4;

  private static final Duration LEFT_AT_A_START = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private CredentialPolicy() {}

  /**
   * When new ones are to be asked for, again if need be; never for credentials that do not end, nor
   * while the provisioner is at it.
   */
  public static Optional<Instant> due(Running running) {
    Resources resources = running.facts().resources();
    Instant end = end(running.facts());
    if (resources == null || end == null || (resources.pending() && resources.failure() == null)) {
      return Optional.empty();
    }
    Duration left = Duration.between(running.readyAt(), end);
    Duration margin = shorter(LONGEST_MARGIN, longer(left, Duration.ZERO).dividedBy(MARGIN_PART));
    return Optional.of(end.minus(margin).plus(pauses(resources.asks())));
  }

  /** When a replica that waits for new ones asks again for those that the provisioner gave up. */
  public static Optional<Instant> due(Fencing fencing) {
    Resources resources = fencing.facts().resources();
    return resources == null || resources.failure() == null
        ? Optional.empty()
        : Optional.of(fencing.since().plus(pause(resources.asks())));
  }

  public static boolean isDue(Running running, Instant now) {
    return due(running).filter(due -> !due.isAfter(now)).isPresent();
  }

  public static boolean isDue(Fencing fencing, Instant now) {
    return due(fencing).filter(due -> !due.isAfter(now)).isPresent();
  }

  /** Whether a start has to wait for new ones. */
  public static boolean isDueAtStart(Facts facts, Instant now) {
    Instant end = end(facts);
    return end != null && !end.minus(LEFT_AT_A_START).isAfter(now);
  }

  private static @Nullable Instant end(Facts facts) {
    SealedCredentials credentials =
        facts.resources() == null ? null : facts.resources().credentials();
    return credentials == null ? null : credentials.expiresAt();
  }

  /** All pauses before another ask, so many having failed. */
  private static Duration pauses(long failed) {
    Duration all = Duration.ZERO;
    long each = 1;
    for (; each <= failed && pause(each).compareTo(LONGEST_PAUSE) < 0; each++) {
      all = all.plus(pause(each));
    }
    return all.plus(LONGEST_PAUSE.multipliedBy(failed - each + 1));
  }

  private static Duration pause(long failed) {
    return shorter(FIRST_PAUSE.multipliedBy(1L << Math.clamp(failed - 1, 0, 10)), LONGEST_PAUSE);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
