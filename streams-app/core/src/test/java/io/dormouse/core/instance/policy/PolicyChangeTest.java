package io.dormouse.core.instance.policy;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.TRIAL;
import static io.dormouse.core.instance.Given.given;
import static io.dormouse.core.instance.Lives.plus;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.Given;
import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.blueprint.PassivationPolicy.IdleByPlan;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.PlanChanged;
import io.dormouse.language.instance.InstanceEvent.PolicyChanged;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Changes of the policy of an instance, which holds at once. */
class PolicyChangeTest {

  private static final FixedIdle TWENTY = idle(Duration.ofMinutes(20));
  private static final Actor OPERATOR = new Actor(ActorKind.OPERATOR, "root");

  @Test
  void shouldMoveTheDeadlineOfOneThatRuns() {
    Given running = given(Lives.running());
    assertThat(running.deadline()).isEqualTo(Duration.ofMinutes(5));

    running.when(new ChangePolicy(TWENTY)).then(new PolicyChanged(TWENTY, null));

    Given changed = given(plus(Lives.running(), new PolicyChanged(TWENTY, null)));
    assertThat(changed.deadline()).isEqualTo(Duration.ofMinutes(20).minusSeconds(1));
    assertThat(InstanceViews.of((Living) changed.state()).passivation()).isEqualTo(TWENTY);
  }

  @Test
  void shouldSayWhichPolicyPutItToSleep() {
    Given changed = given(plus(Lives.running(), new PolicyChanged(TWENTY, null)));
    Instant ready = changed.last().minusSeconds(1);

    changed.whenTimePasses("+1198s").thenIgnored(RejectionReason.ALREADY_SO);
    changed
        .whenTimePasses("+1199s")
        .then(
            new InstancePassivated(
                Lives.POLICY,
                "idle-20m/2",
                new PassivationInputs(
                    ready, ready, 0, Duration.ofMinutes(20), Duration.ofMinutes(20))));
  }

  @Test
  void shouldKeepItsOwnPolicyWhenTheBlueprintChanges() {
    given(Lives.asleep())
        .whenBlueprintIs(version(9, TWENTY, OPERATOR))
        .thenIgnored(RejectionReason.ALREADY_SO);
    assertThat(InstanceViews.of((Living) given(Lives.asleep()).state()).followsBlueprint())
        .isFalse();
  }

  @Test
  void shouldFollowTheBlueprintThatItWasMadeFrom() {
    Given made = made();
    assertThat(InstanceViews.of((Living) made.state()).followsBlueprint()).isTrue();

    made.whenBlueprintIs(version(4, TWENTY, OPERATOR)).then(new PolicyChanged(TWENTY, 4));
    made.whenBlueprintIs(version(4, BLUEPRINT.passivation(), OPERATOR))
        .thenIgnored(RejectionReason.ALREADY_SO);
    made.whenBlueprintIs(version(3, TWENTY, OPERATOR)).thenIgnored(RejectionReason.ALREADY_SO);
  }

  @Test
  void shouldNameTheOneWhoChangedTheBlueprint() {
    RecordedEvent event =
        made().whenBlueprintIs(version(4, TWENTY, OPERATOR)).outcome().events().getFirst();

    assertThat(event.actor()).isEqualTo(OPERATOR);
    assertThat(event.causedBy()).isEqualTo(new CommandId("put-4"));
  }

  @Test
  void shouldFollowAndLeaveTheBlueprintByCommand() {
    given(Lives.asleep())
        .when(new ChangePolicy(null))
        .then(new PolicyChanged(BLUEPRINT.passivation(), 3));
    made().when(new ChangePolicy(null)).thenIgnored(RejectionReason.ALREADY_SO);
    made().when(new ChangePolicy(TWENTY)).then(new PolicyChanged(TWENTY, null));
    given(plus(Lives.asleep(), new PolicyChanged(TWENTY, null)))
        .when(new ChangePolicy(TWENTY))
        .thenIgnored(RejectionReason.ALREADY_SO);
    given(Lives.asleep())
        .withoutBlueprint()
        .when(new ChangePolicy(null))
        .thenRejected(RejectionReason.UNKNOWN_BLUEPRINT, "a blueprint to follow");
  }

  @Test
  void shouldTakeTheIdleTimeOfItsPlan() {
    PassivationPolicy byPlan = new IdleByPlan(Map.of("trial", idle(Duration.ofMinutes(2))), TWENTY);
    List<InstanceEvent> without = plus(Lives.running(), new PolicyChanged(byPlan, null));
    assertThat(given(without).deadline()).isEqualTo(Duration.ofMinutes(20).minusSeconds(1));

    Given onTrial = given(plus(without, new PlanChanged(TRIAL)));

    assertThat(onTrial.deadline()).isEqualTo(Duration.ofMinutes(2).minusSeconds(2));
    InstancePassivated slept =
        (InstancePassivated) onTrial.whenTimePasses("+120s").outcome().events().getFirst().event();
    assertThat(slept.policy()).isEqualTo("plan-trial-idle-2m/2");
  }

  @Test
  void shouldNotSleepWhileItsPlanKeepsItAwake() {
    FixedIdle awake = new FixedIdle(Duration.ofMinutes(1), PassivationAction.KEEP_AWAKE);
    Given kept =
        given(
            plus(
                Lives.running(),
                new PolicyChanged(new IdleByPlan(Map.of("trial", awake), TWENTY), null),
                new PlanChanged(TRIAL)));

    kept.whenTimePasses("+1h").thenIgnored(RejectionReason.ALREADY_SO);
  }

  private static Given made() {
    CreateInstance create = new CreateInstance(BLUEPRINT.id(), null, null, OWNER, null);
    return given(
        given().when(create).outcome().events().stream().map(RecordedEvent::event).toList());
  }

  private static Blueprint version(int version, PassivationPolicy policy, Actor changer) {
    return new Blueprint(
        BLUEPRINT.id(),
        version,
        BLUEPRINT.spec(),
        1,
        policy,
        BLUEPRINT.pool(),
        BLUEPRINT.resources(),
        null,
        new CommandId("put-" + version),
        changer);
  }

  private static FixedIdle idle(Duration time) {
    return new FixedIdle(time, PassivationAction.PASSIVATE);
  }
}
