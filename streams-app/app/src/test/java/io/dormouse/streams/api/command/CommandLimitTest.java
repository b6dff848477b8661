package io.dormouse.streams.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.streams.api.command.CommandLimit.Place;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CommandLimitTest {

  private static final Duration ALWAYS_QUICK = Duration.ofHours(1);
  private static final Duration NEVER_QUICK = Duration.ZERO;

  private static List<Place> enterAll(CommandLimit limit) {
    List<Place> places = new ArrayList<>();
    while (true) {
      try {
        places.add(limit.enter());
      } catch (Problem full) {
        assertThat(full.type()).isEqualTo(ProblemType.TOO_MANY_COMMANDS);
        assertThat(full).hasMessageContaining("at most %d undecided".formatted(places.size()));
        return places;
      }
    }
  }

  @Test
  void shouldLetMoreInWhileDecisionsAreQuickUpToTheMost() {
    CommandLimit limit = new CommandLimit(40, ALWAYS_QUICK, Duration.ZERO);

    List<Place> first = enterAll(limit);
    first.forEach(Place::close);
    List<Place> second = enterAll(limit);
    second.forEach(Place::close);

    assertThat(first).hasSize(16);
    assertThat(second).hasSizeBetween(17, 39);
    assertThat(enterAll(limit)).hasSizeGreaterThan(second.size()).hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void shouldLetNoMoreInWhileFewAreInFlight() {
    CommandLimit limit = new CommandLimit(40, ALWAYS_QUICK, Duration.ZERO);

    for (int i = 0; i < 100; i++) {
      limit.enter().close();
    }

    assertThat(enterAll(limit)).hasSize(16);
  }

  @Test
  void shouldLetFewerInWhenDecisionsAreSlow() {
    CommandLimit limit = new CommandLimit(40, NEVER_QUICK, Duration.ZERO);

    enterAll(limit).forEach(Place::close);

    assertThat(enterAll(limit)).hasSize(4);
  }

  @Test
  void shouldKeepThePlaceOfAnUndecidedCommand() {
    CommandLimit limit = new CommandLimit(1, ALWAYS_QUICK, Duration.ZERO);
    Runnable decided;
    try (Place place = limit.enter()) {
      decided = place.keep();
    }

    assertThatThrownBy(limit::enter).isInstanceOf(Problem.class);
    decided.run();

    assertThat(enterAll(limit)).hasSize(1);
  }

  @Test
  void shouldLetACommandWait() throws Exception {
    CommandLimit limit = new CommandLimit(1, ALWAYS_QUICK, Duration.ofMinutes(1));
    Place first = limit.enter();
    CompletableFuture<Place> second = CompletableFuture.supplyAsync(limit::enter);
    assertThat(second).isNotDone();

    first.close();

    second.get(30, TimeUnit.SECONDS).close();
  }
}
