package io.dormouse.core.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import java.time.Duration;
import java.time.Instant;
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
    SignUpView signUp =
        new SignUpView(
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

    assertThat(SignUpPhase.of(signUp, null, false, DECIDED.plus(later))).isEqualTo(phase);
  }
}
