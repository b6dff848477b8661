package io.dormouse.streams.api.access.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.access.AccessRole;
import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.problem.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitsTest {

  private final AtomicLong nanoTime = new AtomicLong();

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Test
  void shouldAllowABurstAndThenSoManyASecond() {
    TokenBuckets buckets = new TokenBuckets(2, 4, nanoTime::get);

    for (int i = 0; i < 4; i++) {
      assertThat(buckets.take("a")).isZero();
    }

    assertThat(buckets.take("a")).isEqualTo(Duration.ofMillis(500));
    assertThat(buckets.take("b")).isZero();
    pass(Duration.ofMillis(500));
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isPositive();
  }

  @Test
  void shouldHoldNoMoreThanItsSizeHoweverLongItIsUnused() {
    TokenBuckets buckets = new TokenBuckets(2, 4, nanoTime::get);
    buckets.take("a");

    pass(Duration.ofDays(30));

    for (int i = 0; i < 4; i++) {
      assertThat(buckets.take("a")).isZero();
    }
    assertThat(buckets.take("a")).isPositive();
  }

  @Test
  void shouldLetReservationsWaitOneAfterAnother() {
    TokenBuckets buckets = new TokenBuckets(10, 1, nanoTime::get);

    assertThat(buckets.reserve("a")).isZero();
    assertThat(buckets.reserve("a")).isEqualTo(Duration.ofMillis(100));
    assertThat(buckets.reserve("a")).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void shouldRememberABoundedNumberOfNames() {
    TokenBuckets buckets = new TokenBuckets(1, 1, nanoTime::get);

    for (int i = 0; i < 60_000; i++) {
      buckets.take("name-" + i);
    }

    assertThat(buckets.count()).isEqualTo(50_000);
    assertThat(buckets.take("name-59999")).isPositive();
  }

  @Test
  void shouldLimitEachPrincipalAndEachAddress() {
    RateLimits limits = new RateLimits(new RateSettings(1, 2, 30), nanoTime::get);
    Principal one = new Principal("key:1", AccessRole.READ, null);
    Principal other = new Principal("key:2", AccessRole.READ, null);

    limits.enter(one);
    limits.enter(one);

    assertThatThrownBy(() -> limits.enter(one))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.headers()).containsEntry("Retry-After", "2"));
    assertThatCode(() -> limits.enter(other)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:",
    "2001:db8:1:2::6, 2001:db8:1:2:",
    "2001:db8::6, 2001:db8:0:0:",
    "fe80:0:0:0:1:2:3:4%eth0, fe80:0:0:0:",
    "::1, 0:0:0:0:"
  })
  void shouldCountANetworkOfIpv6AsOneAddress(String address, String network) {
    assertThat(RateLimits.network(address)).isEqualTo(network);
  }
}
