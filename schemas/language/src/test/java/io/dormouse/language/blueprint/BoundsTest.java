package io.dormouse.language.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values beyond the bounds, which older logs hold, are read as the nearest allowed ones. */
final class BoundsTest {

  private static final Duration ENDLESS = Duration.ofDays(200_000);

  @Test
  void shouldReadTooLongTimesAsTheLongest() {
    assertThat(new Readiness("/", ENDLESS).timeout()).isEqualTo(Readiness.LONGEST_TIMEOUT);
    assertThat(new Timeouts(ENDLESS, null, ENDLESS))
        .isEqualTo(new Timeouts(Timeouts.LONGEST, null, Timeouts.LONGEST));
    assertThat(new Plan(new PlanId("p"), ENDLESS, List.of(ENDLESS)))
        .isEqualTo(new Plan(new PlanId("p"), Plan.LONGEST, List.of(Plan.LONGEST)));
  }

  @Test
  void shouldReadATooLargeReplicaAsTheLargest() {
    ReplicaSpec spec =
        new ReplicaSpec(
            "notes:1",
            Long.MAX_VALUE,
            500,
            80,
            new Readiness("/", ENDLESS),
            Map.of(),
            ENDLESS,
            Serving.DEFAULT);

    assertThat(spec.memoryBytes()).isEqualTo(ReplicaSpec.MOST_MEMORY);
    assertThat(spec.stopGrace()).isEqualTo(ReplicaSpec.LONGEST_STOP_GRACE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1S", "P3651D", "P200000D"})
  void shouldRefuseACommandWithAGraceOutOfBounds(Duration grace) {
    assertThatThrownBy(() -> new DeleteInstance(Cause.of(CauseKind.API), false, grace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a grace from 0s to 3650d");
  }
}
