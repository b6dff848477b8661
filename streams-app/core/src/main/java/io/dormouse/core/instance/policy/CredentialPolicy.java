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
 * Renewal of credentials that expire: at a start shortly before their end, or else while the
 * replica runs. The replica keeps the older credentials until the new ones exist, and is then
 * stopped and started. A request that the provisioner gave up is repeated after 30 s, then ever
 * more slowly, up to every five minutes, even after the expiry.
 */
public final class CredentialPolicy {

  public static final String VERSION = "credentials/2";

  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(15);

  /** Renewal begins when one in so many parts of the credentials' time at ready is left. */
  private static final int MARGIN_PART = 4;

  private static final Duration LEFT_AT_A_START = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private CredentialPolicy() {}

  /**
   * Time of the next request for new credentials; empty if they do not expire, or while the
   * provisioner works on a request.
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

  /** Time at which a waiting replica repeats a request that the provisioner gave up. */
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

  /** True if a start has to wait for new credentials. */
  public static boolean isDueAtStart(Facts facts, Instant now) {
    Instant end = end(facts);
    return end != null && !end.minus(LEFT_AT_A_START).isAfter(now);
  }

  private static @Nullable Instant end(Facts facts) {
    SealedCredentials credentials =
        facts.resources() == null ? null : facts.resources().credentials();
    return credentials == null ? null : credentials.expiresAt();
  }

  /** Sum of the pauses before the next request after so many failed ones. */
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
