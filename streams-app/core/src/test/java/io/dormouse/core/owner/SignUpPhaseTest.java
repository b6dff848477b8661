package io.dormouse.core.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.Given;
import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignUpPhaseTest {

  private static final Instant DECIDED = Instant.parse("2026-06-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "WAITING, PT0S, WAITING",
    "WAITING, PT1H, WAITING",
    "REFUSED, PT0S, REFUSED",
    "ACCEPTED, PT0S, MAKING",
    "ACCEPTED, PT59.999S, MAKING",
    "ACCEPTED, PT1M, DELETED",
  })
  void shouldTellTheProgressWithoutAViewOfTheInstance(
      SignUpOutcome outcome, Duration later, SignUpPhase phase) {
    assertThat(SignUpPhase.of(signUp(outcome), null, null, DECIDED.plus(later))).isEqualTo(phase);
  }

  @Test
  void shouldFailIfTheDomainWentToSomebodyElse() {
    InstanceView made = InstanceViews.of((Living) Given.given(Lives.asleep()).state());

    assertThat(phase(made, null)).isEqualTo(SignUpPhase.MAKING);
    assertThat(phase(made, new ToInstance(made.id()))).isEqualTo(SignUpPhase.READY);
    assertThat(phase(made, new ToInstance(new InstanceId("other")))).isEqualTo(SignUpPhase.FAILED);
  }

  private static SignUpPhase phase(InstanceView made, @Nullable RouteTarget target) {
    return SignUpPhase.of(signUp(SignUpOutcome.ACCEPTED), made, target, DECIDED);
  }

  private static SignUpView signUp(SignUpOutcome outcome) {
    return new SignUpView(
        new CommandId("s-1"),
        new InstanceId("acme"),
        new BlueprintId("notes"),
        null,
        new OwnerId("ann"),
        null,
        outcome,
        null,
        null,
        DECIDED);
  }
}
