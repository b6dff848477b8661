package io.dormouse.core.blueprint;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.TRIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.core.blueprint.BlueprintDecider.BlueprintDecision;
import io.dormouse.core.blueprint.BlueprintDecider.BlueprintDecision.Accepted;
import io.dormouse.core.blueprint.BlueprintDecider.BlueprintDecision.Refused;
import io.dormouse.core.blueprint.BlueprintEvent.BlueprintPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanRemoved;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommand;
import io.dormouse.language.blueprint.BlueprintCommand.PutBlueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutPlan;
import io.dormouse.language.blueprint.BlueprintCommand.RemovePlan;
import io.dormouse.language.blueprint.BlueprintCommandEnvelope;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.resources.ResourceMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each command against each state of its name. */
class BlueprintDeciderTest {

  private static final BlueprintState NOTHING = new BlueprintState(null, null, List.of());
  private static final BlueprintState VERSION_3 = new BlueprintState(BLUEPRINT, null, List.of());
  private static final BlueprintState PLANNED = new BlueprintState(BLUEPRINT, TRIAL, List.of());
  private static final Plan LONGER = new Plan(TRIAL.id(), Duration.ofDays(30), List.of());
  private static final CommandId COMMAND = new CommandId("command-1");

  @Test
  void shouldMakeTheFirstVersion() {
    PutBlueprint put = put("alpha", null);

    assertThat(decide(NOTHING, put))
        .isEqualTo(
            new Accepted(new BlueprintPut(put.version(1, COMMAND, Actor.system("test")), COMMAND)));
  }

  @Test
  void shouldMakeTheNextVersionOfOtherContent() {
    PutBlueprint put = put("alpha", null);

    assertThat(decide(VERSION_3, put))
        .isEqualTo(
            new Accepted(new BlueprintPut(put.version(4, COMMAND, Actor.system("test")), COMMAND)));
  }

  @Test
  void shouldIgnoreTheContentOfTheNewestVersion() {
    assertRefused(
        VERSION_3,
        put("default", null),
        Verdict.IGNORED,
        RejectionReason.ALREADY_SO,
        "Version 3 of the blueprint 'notes' has this content.");
  }

  @Test
  void shouldReplaceTheExpectedVersionOnly() {
    assertThat(decide(VERSION_3, put("alpha", 3))).isInstanceOf(Accepted.class);
    assertThat(decide(NOTHING, put("alpha", 0))).isInstanceOf(Accepted.class);
    assertRefused(
        VERSION_3,
        put("alpha", 2),
        Verdict.REJECTED,
        RejectionReason.OUTDATED,
        "Expected the present version 3, or none, but got 2.");
    assertRefused(
        NOTHING,
        put("alpha", 1),
        Verdict.REJECTED,
        RejectionReason.OUTDATED,
        "Expected the present version 0, or none, but got 1.");
  }

  @Test
  void shouldRejectAnOutdatedVersionOfTheSameContent() {
    assertThat(decide(VERSION_3, put("default", 2)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RejectionReason.OUTDATED));
  }

  @Test
  void shouldIgnoreARepeatEvenIfOthersChangedItSince() {
    BlueprintState since =
        accept(accept(NOTHING, "mine", put("alpha", null)), "other", put("beta", null));

    assertThat(decide(since, "mine", put("alpha", null)))
        .isEqualTo(
            new Refused(
                Verdict.IGNORED,
                RejectionReason.DUPLICATE,
                "Expected a new command id, but 'mine' was accepted before."));
  }

  @Test
  void shouldRejectAnotherCommandUnderTheSameKey() {
    CommandId first = CommandId.keyed("api-key", "1");
    CommandId second = CommandId.keyed("api-key", "2");
    BlueprintState state = accept(NOTHING, first.value(), put("alpha", null));

    assertThat(decide(state, second.value(), new PutPlan(TRIAL)))
        .isEqualTo(
            new Refused(
                Verdict.REJECTED,
                RejectionReason.DUPLICATE,
                "Expected a new Idempotency-Key, but another command was accepted under that of 'api-key #2'."));
  }

  @Test
  void shouldRememberTheNewestCommands() {
    BlueprintState state = NOTHING;
    for (int i = 0; i <= BlueprintEvolution.COMMANDS_REMEMBERED; i++) {
      state = accept(state, "put-" + i, put("pool-" + i, null));
    }

    assertThat(state.recentCommands())
        .hasSize(32)
        .startsWith(new CommandId("put-1"))
        .endsWith(new CommandId("put-32"));
    assertThat(state.blueprint()).extracting(Blueprint::version).isEqualTo(33);
  }

  @Test
  void shouldPutAPlanAndChangeIt() {
    assertThat(decide(VERSION_3, new PutPlan(TRIAL)))
        .isEqualTo(new Accepted(new PlanPut(TRIAL, COMMAND)));
    assertThat(decide(PLANNED, new PutPlan(LONGER)))
        .isEqualTo(new Accepted(new PlanPut(LONGER, COMMAND)));
    assertRefused(
        PLANNED,
        new PutPlan(TRIAL),
        Verdict.IGNORED,
        RejectionReason.ALREADY_SO,
        "The plan 'trial' has these terms already.");
  }

  @Test
  void shouldRemoveAPlanThatIsThere() {
    assertThat(decide(PLANNED, new RemovePlan(TRIAL.id())))
        .isEqualTo(new Accepted(new PlanRemoved(COMMAND)));
    assertRefused(
        VERSION_3,
        new RemovePlan(TRIAL.id()),
        Verdict.REJECTED,
        RejectionReason.UNKNOWN_PLAN,
        "Expected the id of a plan, but there is none called 'trial'.");
  }

  @Test
  void shouldKeepTheBlueprintOfAPlansNameAndThePlanOfABlueprintsName() {
    BlueprintState removed = accept(PLANNED, "remove", new RemovePlan(TRIAL.id()));
    BlueprintState put = accept(PLANNED, "put", put("alpha", null));

    assertThat(removed).isEqualTo(new BlueprintState(BLUEPRINT, null, ids("remove")));
    assertThat(put.plan()).isEqualTo(TRIAL);
  }

  @Test
  void shouldTakeOverWhatTheTopicsShowUntilACommandWasAccepted() {
    assertThat(BlueprintState.of(null, null, null)).isEqualTo(NOTHING);
    assertThat(BlueprintState.of(null, BLUEPRINT, TRIAL)).isEqualTo(PLANNED);
  }

  @Test
  void shouldGoOnFromAVersionThatSomebodyElseWroteSince() {
    BlueprintState stored =
        new BlueprintState(put("alpha", null).version(2, null, null), null, ids("a"));

    assertThat(BlueprintState.of(stored, BLUEPRINT, TRIAL))
        .isEqualTo(new BlueprintState(BLUEPRINT, null, ids("a")));
    assertThat(BlueprintState.of(stored, put("beta", null).version(1, null, null), null))
        .isEqualTo(stored);
    assertThat(BlueprintState.of(stored, null, null)).isEqualTo(stored);
  }

  /** Content as that of {@link Sample#BLUEPRINT}, but for the pool. */
  private static PutBlueprint put(String pool, @Nullable Integer expectedVersion) {
    return new PutBlueprint(
        BLUEPRINT.id(),
        Sample.SPEC,
        1,
        PassivationPolicy.DEFAULT,
        new PoolName(pool),
        ResourceMode.SHARED,
        null,
        expectedVersion);
  }

  private static List<CommandId> ids(String... ids) {
    return List.of(ids).stream().map(CommandId::new).toList();
  }

  private static BlueprintState accept(BlueprintState state, String id, BlueprintCommand command) {
    return BlueprintEvolution.evolve(state, ((Accepted) decide(state, id, command)).event());
  }

  private static BlueprintDecision decide(BlueprintState state, BlueprintCommand command) {
    return decide(state, COMMAND.value(), command);
  }

  private static BlueprintDecision decide(
      BlueprintState state, String id, BlueprintCommand command) {
    return BlueprintDecider.decide(
        state, new BlueprintCommandEnvelope(new CommandId(id), Actor.system("test"), command));
  }

  private static void assertRefused(
      BlueprintState state,
      BlueprintCommand command,
      Verdict verdict,
      RejectionReason reason,
      String message) {
    assertThat(decide(state, command)).isEqualTo(new Refused(verdict, reason, message));
  }
}
