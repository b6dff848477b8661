package io.dormouse.core.instance.state;

import io.dormouse.language.owner.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When an instance's plan ends.
 *
 * @param notices how long before that it is still to be said, the longest first
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

  /** When something is to be said or done next. */
  public Instant next() {
    return notices.isEmpty() ? at : at.minus(notices.getFirst());
  }

  /** The notice that is due; where several are, the last of them. */
  public Optional<Duration> due(Instant now) {
    return notices.stream()
        .filter(notice -> !at.minus(notice).isAfter(now))
        .reduce((longer, shorter) -> shorter);
  }

  /** After that notice; longer ones that were missed are not said any more. */
  Expiry noticed(Duration notice) {
    return new Expiry(at, notices.stream().filter(other -> other.compareTo(notice) < 0).toList());
  }
}
