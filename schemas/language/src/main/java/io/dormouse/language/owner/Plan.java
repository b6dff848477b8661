package io.dormouse.language.owner;

import io.dormouse.language.blueprint.Bounds;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plan that an owner signed up for. An instance whose plan expires is put to sleep and, after the
 * grace of a deletion, removed.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if a duration is not positive. A
 * longer one than {@link #LONGEST} is read as {@link #LONGEST}.
 *
 * @param expiresAfter time counted from the sign-up, or null for never
 * @param notices times of the notices before that, the longest first
 */
public record Plan(PlanId id, @Nullable Duration expiresAfter, List<Duration> notices) {

  public static final Duration LONGEST = Duration.ofDays(36_500);

  public static final List<Duration> USUAL_NOTICES =
      List.of(Duration.ofDays(7), Duration.ofDays(3), Duration.ofDays(1));

  public Plan {
    notices =
        notices.stream()
            .map(notice -> Bounds.atMost(LONGEST, notice))
            .sorted(Comparator.reverseOrder())
            .toList();
    expiresAfter = expiresAfter == null ? null : Bounds.atMost(LONGEST, expiresAfter);
    if (expiresAfter != null && !expiresAfter.isPositive()) {
      throw new IllegalArgumentException(
          "Expected a plan to expire after more than zero, but got %s.".formatted(expiresAfter));
    }
    if (!notices.stream().allMatch(Duration::isPositive)) {
      throw new IllegalArgumentException(
          "Expected notices of more than zero before the end, but got %s.".formatted(notices));
    }
  }
}
