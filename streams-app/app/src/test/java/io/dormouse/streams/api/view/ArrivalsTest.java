package io.dormouse.streams.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {

  private static final Deadline NOW = Deadline.in(Duration.ZERO);

  private final Arrivals<String, Integer> arrivals = new Arrivals<>();

  @Test
  void shouldHandTheNextValueToAllWhoWait() {
    try (var one = arrivals.next(List.of("a"));
        var two = arrivals.next(List.of("b", "a"));
        var other = arrivals.next(List.of("b"))) {
      arrivals.arrived("a", 1);
      arrivals.arrived("a", 2);

      assertThat(one.await(NOW)).contains(1);
      assertThat(two.await(NOW)).contains(1);
      assertThat(other.await(NOW)).isEmpty();
    }
  }

  @Test
  void shouldNotHandOutWhatCameBefore() {
    arrivals.arrived("a", 1);

    try (var next = arrivals.next(List.of("a"))) {
      assertThat(next.await(NOW)).isEmpty();
    }
  }

  @Test
  void shouldForgetOnlyTheOneThatIsClosed() {
    var gone = arrivals.next(List.of("a"));
    try (var stays = arrivals.next(List.of("a"))) {
      gone.close();
      arrivals.arrived("a", 1);

      assertThat(gone.await(NOW)).isEmpty();
      assertThat(stays.await(NOW)).contains(1);
    }
  }
}
