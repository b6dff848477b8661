package io.dormouse.streams.fold;

import static io.dormouse.core.Sample.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceEvolutionTest;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceFoldTest {

  private final List<RecordedEvent> history =
      InstanceEvolutionTest.history(InstanceEvolutionTest.fullLife());

  @Test
  void shouldFindNothingWhenLogAndStoreSayTheSame() {
    assertThat(differences(history, Map.of(ACME, stateAfter(history.size())))).isEmpty();
  }

  @Test
  void shouldCompareAnOlderStateWithTheLogOfThatTime() {
    for (int events = 1; events <= history.size(); events++) {
      assertThat(differences(history, Map.of(ACME, stateAfter(events)))).isEmpty();
    }
  }

  @Test
  void shouldNameAnotherState() {
    RecordedEvent first = history.getFirst();
    RecordedEvent later =
        new RecordedEvent(
            first.id(),
            ACME,
            1,
            first.time().plusSeconds(1),
            first.causedBy(),
            first.actor(),
            first.event());
    Existing other = InstanceEvolution.evolve(new InstanceState.None(), later);

    assertThat(differences(history, Map.of(ACME, other)))
        .singleElement()
        .asString()
        .startsWith("acme: at event 1 the log says ");
  }

  @Test
  void shouldNameWhatOneOfThemLacks() {
    InstanceId ghost = new InstanceId("ghost");

    assertThat(differences(history, Map.of()))
        .containsExactly(
            "acme: the log has %d events, the store has nothing".formatted(history.size()));
    assertThat(differences(history, Map.of(ACME, stateAfter(history.size()), ghost, stateAfter(1))))
        .containsExactly("ghost: the store has it, the log has no event");
    assertThat(differences(history.subList(0, 3), Map.of(ACME, stateAfter(history.size()))))
        .containsExactly(
            "acme: the store is at event %d, the log ends with 3".formatted(history.size()));
  }

  @Test
  void shouldNameAGap() {
    List<RecordedEvent> without = new ArrayList<>(history);
    without.remove(2);

    assertThat(differences(without, Map.of(ACME, stateAfter(history.size()))))
        .containsExactly("acme: expected event 3, but the log goes on with 4");
  }

  @Test
  void shouldNameAnEventThatCannotBe() {
    List<RecordedEvent> twice = new ArrayList<>(history.subList(0, 1));
    RecordedEvent first = history.getFirst();
    twice.add(
        new RecordedEvent(
            first.id(), ACME, 2, first.time(), first.causedBy(), first.actor(), first.event()));

    assertThat(differences(twice, Map.of(ACME, stateAfter(2))))
        .singleElement()
        .asString()
        .startsWith("acme: event 2: ");
  }

  private Existing stateAfter(int events) {
    InstanceState state = new InstanceState.None();
    for (RecordedEvent event : history.subList(0, events)) {
      state = InstanceEvolution.evolve(state, event);
    }
    return (Existing) state;
  }

  private static List<String> differences(
      List<RecordedEvent> log, Map<InstanceId, Existing> stored) {
    InstanceFold fold = new InstanceFold(stored);
    log.forEach(fold::add);
    return fold.differences();
  }
}
