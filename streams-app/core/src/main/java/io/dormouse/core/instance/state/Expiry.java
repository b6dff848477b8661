package io.dormouse.core.instance.state;

import io.dormouse.language.owner.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * End of an instance's plan.
 *
 * @param notices times before the end at which notices are still to be sent, the longest first
 */
public record Expiry(Instant at, List<Duration> notices) {

  public Expiry {
    notices = List.copyOf(notices);
  }

  /** The end of a plan that begins now; null for one without an end. */
  static @Nullable Expiry of(@Nullable Plan plan, Instant now) {
    return plan == null || plan.expiresAfter() == null
        ? null
        : new Expiry(
            now.plus(plan.expiresAfter()),
            plan.notices().stream()
                .filter(notice -> notice.compareTo(plan.expiresAfter()) < 0)
                .toList());
  }

  /** An end that has passed. */
  static Expiry ended(Instant at) {
    return new Expiry(at, List.of());
  }

  /** Time of the next notice, or of the end. */
  public Instant next() {
    return notices.isEmpty() ? at : at.minus(notices.getFirst());
  }

  /** The notice that is due; the last of several. */
  public Optional<Duration> due(Instant now) {
    return notices.stream()
        .filter(notice -> !at.minus(notice).isAfter(now))
        .reduce((longer, shorter) -> shorter);
  }

  /** The expiry after that notice; longer ones that were missed are dropped. */
  Expiry noticed(Duration notice) {
    return new Expiry(at, notices.stream().filter(other -> other.compareTo(notice) < 0).toList());
  }
}
