package io.dormouse.streams.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SubscriptionsTest {

  private static final Deadline NOW = Deadline.in(Duration.ZERO);

  private final Subscriptions<String, Integer> subscriptions = new Subscriptions<>();

  @Test
  void shouldHandTheNextValueToAllWhoWait() {
    try (var one = subscriptions.subscribe(List.of("a"));
        var two = subscriptions.subscribe(List.of("b", "a"));
        var other = subscriptions.subscribe(List.of("b"))) {
      subscriptions.publish("a", 1);
      subscriptions.publish("a", 2);

      assertThat(one.await(NOW)).contains(1);
      assertThat(two.await(NOW)).contains(1);
      assertThat(other.await(NOW)).isEmpty();
    }
  }

  @Test
  void shouldNotHandOutWhatCameBefore() {
    subscriptions.publish("a", 1);

    try (var subscribe = subscriptions.subscribe(List.of("a"))) {
      assertThat(subscribe.await(NOW)).isEmpty();
    }
  }

  @Test
  void shouldForgetOnlyTheOneThatIsClosed() {
    var gone = subscriptions.subscribe(List.of("a"));
    try (var stays = subscriptions.subscribe(List.of("a"))) {
      gone.close();
      subscriptions.publish("a", 1);

      assertThat(gone.await(NOW)).isEmpty();
      assertThat(stays.await(NOW)).contains(1);
    }
  }
}
