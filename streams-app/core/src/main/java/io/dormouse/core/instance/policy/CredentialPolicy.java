package io.dormouse.core.instance.policy;

import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.core.instance.state.Resources.Access;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renewal of credentials that expire: at a start shortly before their end, or else while the
 * replica runs. The replica keeps the older credentials until the new ones exist, and is then
 * stopped and started. A request that the provisioner gave up is repeated after 30 s, then ever
 * more slowly, up to every five minutes, even after the expiry.
 *
 * <p>Replicas of one instance are renewed one after another: none while another one is renewed or
 * starts, or while no other one runs, unless its own credentials are about to end.
 */
public final class CredentialPolicy {

  public static final String VERSION = "credentials/1";

  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(15);

  /** Renewal begins when one in so many parts of the credentials' time at ready is left. */
  private static final int MARGIN_PART = 4;

  private static final Duration LEFT_AT_A_START = Duration.ofMinutes(5);

  /** Time before the end at which even the last replica that runs is renewed. */
  private static final Duration LAST_MARGIN = Duration.ofMinutes(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private CredentialPolicy() {}

  /**
   * Time of the next request for new credentials of a replica; empty unless it runs, if they do not
   * expire, or while the provisioner works on a request.
   */
  public static Optional<Instant> due(Facts facts, Replica replica) {
    Resources resources = facts.resources();
    if (resources == null) {
      return Optional.empty();
    }
    Access access = resources.of(replica.index());
    return switch (replica.state()) {
      case Running running -> renewal(facts, replica, running, resources);
      case Fencing fencing ->
          resources.failure() == null
              ? Optional.empty()
              : Optional.of(fencing.since().plus(pause(access.asks())));
      case ReplicaState other -> Optional.empty();
    };
  }

  private static Optional<Instant> renewal(
      Facts facts, Replica replica, Running running, Resources resources) {
    Access access = resources.of(replica.index());
    Instant end = end(access);
    if (end == null || (resources.pending() && resources.failure() == null)) {
      return Optional.empty();
    }
    Duration left = Duration.between(running.since(), end);
    Duration margin = shorter(LONGEST_MARGIN, longer(left, Duration.ZERO).dividedBy(MARGIN_PART));
    // A failed request may have ended the older access, so nothing is won by a wait after it.
    return Optional.of(
        !access.pending() && isNeeded(facts, replica, resources)
            ? end.minus(shorter(LAST_MARGIN, margin))
            : end.minus(margin).plus(pauses(access.asks())));
  }

  /** True if another replica is on its way, or none other runs. */
  private static boolean isNeeded(Facts facts, Replica replica, Resources resources) {
    List<Replica> others =
        facts.replicas().stream().filter(other -> other.index() != replica.index()).toList();
    boolean oneOnItsWay =
        others.stream()
            .anyMatch(other ->
                other.state() instanceof Stopping
                    || other.state() instanceof Starting
                    || (other.state() instanceof Running && resources.of(other.index()).pending()));
    return oneOnItsWay
        || (!others.isEmpty() && others.stream().noneMatch(o -> o.state() instanceof Running));
  }

  /** True if a start of the replica has to wait for new credentials. */
  public static boolean isDueAtStart(Facts facts, Replica replica, Instant now) {
    Resources resources = facts.resources();
    Instant end = resources == null ? null : end(resources.of(replica.index()));
    return end != null && !end.minus(LEFT_AT_A_START).isAfter(now);
  }

  private static @Nullable Instant end(Access access) {
    SealedCredentials credentials = access.credentials();
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
