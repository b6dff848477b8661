package io.dormouse.streams.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plans in a table, by the time after which they expire. */
final class TableTest {

  private final Table<PlanId, Plan> table =
      new Table<>(
          Codecs.PLAN,
          plan -> plan.expiresAfter() == null ? Set.of() : Set.of(plan.expiresAfter()),
          new Subscriptions<>());

  @Test
  void shouldGiveWhatComesAfterAKeyInOrder() {
    put("c", 3);
    put("a", 1);
    put("b", 2);
    table.put(new PlanId("b"), null);

    assertThat(table.after(new PlanId("a"))).containsExactly(plan("c", 3));
    assertThat(table.after(null)).containsExactly(plan("a", 1), plan("c", 3));
    assertThat(table.find(new PlanId("c"))).contains(plan("c", 3));
    assertThat(table.find(new PlanId("b"))).isEmpty();
  }

  @Test
  void shouldGiveTheRowsOfAGroupAsTheyAreNow() {
    put("c", 3);
    put("a", 1);
    put("b", 3);
    put("d", 3);
    put("e", 3);
    put("d", 1);
    table.put(new PlanId("e"), null);

    assertThat(group(null, 3)).containsExactly("b", "c");
    assertThat(group("b", 3)).containsExactly("c");
    assertThat(group(null, 1)).containsExactly("a", "d");
    assertThat(group(null, 7)).isEmpty();
  }

  @Test
  void shouldWaitUntilAKeyIsAsAskedFor() {
    CompletableFuture<Boolean> three =
        CompletableFuture.supplyAsync(() ->
            table.await(
                new PlanId("a"),
                value -> plan("a", 3).equals(value),
                Deadline.in(Surroundings.PATIENCE)));

    put("a", 1);
    put("a", 2);
    put("a", 3);

    assertThat(three.join()).isTrue();
  }

  @Test
  void shouldGiveUpAtTheDeadline() {
    assertThat(
            table.await(
                new PlanId("a"), value -> value != null, Deadline.in(Duration.ofMillis(20))))
        .isFalse();
  }

  @Test
  void shouldNotWaitForWhatIsSoAlready() {
    assertThat(table.await(new PlanId("a"), value -> value == null, Deadline.in(Duration.ZERO)))
        .isTrue();
  }

  private List<String> group(@Nullable String after, long days) {
    return table
        .after(after == null ? null : new PlanId(after), Duration.ofDays(days))
        .map(plan -> plan.id().value())
        .toList();
  }

  private void put(String id, long days) {
    table.put(new PlanId(id), Codecs.PLAN.encode(plan(id, days)));
  }

  private static Plan plan(String id, long days) {
    return new Plan(new PlanId(id), Duration.ofDays(days), List.of());
  }
}
