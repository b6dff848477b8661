package io.dormouse.core.instance;

import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.OWN_BLUEPRINT;
import static io.dormouse.core.Sample.RULES;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.Sample.TRIAL;
import static io.dormouse.core.instance.Given.at;
import static io.dormouse.core.instance.Given.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceCommand.ChangePlan;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.RestoreInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.ExpiryNoticed;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstanceExpired;
import io.dormouse.language.instance.InstanceEvent.InstanceRestored;
import io.dormouse.language.instance.InstanceEvent.PlanChanged;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a plan and the notices before it. */
class PlanExpiryTest {

  @Test
  void shouldSayInTimeThatAPlanEnds() {
    Given trial = given(Lives.ownAsleep(TRIAL));
    Instant end = trial.last().minusSeconds(4).plus(Duration.ofDays(14));

    assertThat(trial.deadline()).isEqualTo(Duration.ofDays(7).minusSeconds(4));
    trial.whenTimePasses(at("+168h")).then(new ExpiryNoticed(TRIAL.id(), end, Duration.ofDays(7)));
    trial.whenTimePasses(at("+270h")).then(new ExpiryNoticed(TRIAL.id(), end, Duration.ofDays(3)));
    given(
            Lives.plus(
                Lives.ownAsleep(TRIAL), new ExpiryNoticed(TRIAL.id(), end, Duration.ofDays(3))))
        .whenTimePasses(at("+313h"))
        .then(new ExpiryNoticed(TRIAL.id(), end, Duration.ofDays(1)));
  }

  @Test
  void shouldRetireWhatHasExpired() {
    Given trial = given(Lives.ownAsleep(TRIAL));
    Instant now = trial.last().plus(Duration.ofDays(14));
    trial
        .whenTimePasses(at("+336h"))
        .then(
            new InstanceExpired(TRIAL.id(), now.minusSeconds(4)),
            new InstanceDeleted(Cause.of(CauseKind.POLICY), false, now.plus(RULES.deleteGrace())),
            new ResourcesRequested(Cause.of(CauseKind.POLICY), null))
        .state(Retired.class);
  }

  @Test
  void shouldRestoreWhatHasExpiredOnlyOnAPlanThatGoesOn() {
    Instant end = START.plusSeconds(1).plus(Duration.ofDays(14));
    List<InstanceEvent> expired =
        Lives.plus(
            Lives.ownAsleep(TRIAL), new InstanceExpired(TRIAL.id(), end), Lives.deletedAt(false));
    InstanceView view = InstanceViews.of((Living) given(expired).state());
    assertThat(view.expiresAt()).isEqualTo(end);

    given(expired)
        .when(new RestoreInstance(Lives.API), at("+337h"))
        .thenRejected(RejectionReason.NOT_LEGAL_NOW, "'trial' ended at " + end);

    Given extended = given(Lives.plus(expired, new PlanChanged(TRIAL)));
    extended.when(new RestoreInstance(Lives.API), at("+1h")).state(Requested.class);
    assertThat(
            given(Lives.plus(expired, new PlanChanged(TRIAL), new InstanceRestored(Lives.API)))
                .deadline())
        .isEqualTo(Duration.ofDays(7).minusSeconds(1));
  }

  @Test
  void shouldOfferNoRestoreOfWhatHasExpired() {
    Given trial = given(Lives.ownAsleep(TRIAL));
    Living retired = (Living) trial.whenTimePasses(at("+336h")).outcome().after();

    assertThat(InstanceViews.legalActions(retired)).doesNotContain(InstanceAction.RESTORE);
    assertThat(
            InstanceViews.legalActions(
                (Living) given(Lives.plus(Lives.ownAsleep(TRIAL), Lives.deletedAt(false))).state()))
        .contains(InstanceAction.RESTORE);
  }

  @Test
  void shouldBeginAnewOnAnotherPlan() {
    given(Lives.ownAsleep(TRIAL))
        .plan(TRIAL)
        .when(new ChangePlan(TRIAL.id()))
        .then(new PlanChanged(TRIAL));
    given(Lives.ownAsleep())
        .when(new ChangePlan(TRIAL.id()))
        .thenRejected(RejectionReason.UNKNOWN_PLAN, "a plan named 'trial'");
    given()
        .blueprint(OWN_BLUEPRINT)
        .when(new CreateInstance(OWN_BLUEPRINT.id(), null, null, OWNER, TRIAL.id()))
        .thenRejected(RejectionReason.UNKNOWN_PLAN, "a plan named 'trial'");
  }
}
