package io.dormouse.streams.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TableTest {

  private final Table<String, Integer> table = new Table<>();

  @Test
  void shouldGiveWhatComesAfterAKeyInOrder() {
    table.put("c", 3);
    table.put("a", 1);
    table.put("b", 2);
    table.put("b", null);

    assertThat(table.after("a")).containsExactly(3);
    assertThat(table.after(null)).containsExactly(1, 3);
  }

  @Test
  void shouldWaitUntilAKeyIsAsAskedFor() {
    CompletableFuture<Boolean> three =
        CompletableFuture.supplyAsync(() ->
            table.await(
                "a", value -> value != null && value == 3, Deadline.in(Surroundings.PATIENCE)));

    table.put("a", 1);
    table.put("a", 2);
    table.put("a", 3);

    assertThat(three.join()).isTrue();
  }

  @Test
  void shouldGiveUpAtTheDeadline() {
    assertThat(table.await("a", value -> value != null, Deadline.in(Duration.ofMillis(20))))
        .isFalse();
  }

  @Test
  void shouldNotWaitForWhatIsSoAlready() {
    assertThat(table.await("a", value -> value == null, Deadline.in(Duration.ZERO))).isTrue();
  }
}
