package io.dormouse.core.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The language of the tests: given past events, when an input comes, then events and effects
 * follow. The past events are one second apart from {@link Sample#START}; times count from the last
 * of them.
 */
public final class Given {

  private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);

  private InstanceState state = new InstanceState.None();
  private Instant last = Sample.START;
  private ActivityLedger activity = ActivityLedger.EMPTY;
  private @Nullable HostView lastHost;
  private @Nullable Blueprint blueprint = Sample.BLUEPRINT;
  private @Nullable Plan plan;

  private Given() {}

  public static Given given(InstanceEvent... events) {
    return given(List.of(events));
  }

  public static Given given(List<InstanceEvent> events) {
    Given given = new Given();
    long sequence = 0;
    for (InstanceEvent event : events) {
      given.last = given.last.plus(BETWEEN_EVENTS);
      given.state =
          InstanceEvolution.evolve(
              given.state,
              new RecordedEvent(
                  new EventId("past-%d/0".formatted(++sequence)),
                  Sample.ACME,
                  sequence,
                  given.last,
                  new CommandId("past-" + sequence),
                  Actor.system("past"),
                  event));
    }
    return given;
  }

  /** Free memory of the last host, reported just before the command. */
  Given lastHostHasFree(long mib) {
    lastHost = Sample.host(Sample.HOST_1, mib, last);
    return this;
  }

  Given lastHost(HostView host) {
    lastHost = host;
    return this;
  }

  public Given withoutBlueprint() {
    blueprint = null;
    return this;
  }

  Given blueprint(Blueprint newBlueprint) {
    blueprint = newBlueprint;
    return this;
  }

  Given plan(Plan newPlan) {
    plan = newPlan;
    return this;
  }

  /** A report of an edge that the broker took at that time. */
  Given used(ActivityReport report, String at) {
    activity = activity.with(report, time(at));
    return this;
  }

  public InstanceState state() {
    return state;
  }

  public Instant last() {
    return last;
  }

  public Then when(InstanceCommand command) {
    return when(command, at("+0s"));
  }

  Then when(InstanceCommand command, String at) {
    return whenAgain(command, "command-1", at);
  }

  /** A command with that id, such as one that came before. */
  Then whenAgain(InstanceCommand command, String id, String at) {
    Actor user = new Actor(ActorKind.API_USER, "user-1");
    return then(
        new InstanceInput.Commanded(new CommandEnvelope(new CommandId(id), user, command)), at);
  }

  /** A report of the newest generation from the first host. */
  Then whenReported(ReplicaStatus status) {
    long generation = state instanceof Living living ? living.generation() : 1;
    return whenReported(
        new ReplicaReport(
            new CommandId("report-1"), Sample.HOST_1, Sample.REPLICA, generation, status),
        at("+1s"));
  }

  Then whenReported(ReplicaReport report, String at) {
    return then(new InstanceInput.Reported(report), at);
  }

  /** A report of the provisioner on the newest request. */
  Then whenProvisioned(ResourceStatus status) {
    Resources resources = state instanceof Living living ? living.facts().resources() : null;
    return whenProvisioned(
        new ResourceReport(
            new CommandId("resources-1"),
            "provisioner-1",
            Sample.ACME,
            resources == null ? Lives.RESOURCE : resources.id(),
            resources == null ? 1 : resources.request(),
            status));
  }

  Then whenProvisioned(ResourceReport report) {
    return then(new InstanceInput.Provisioned(report), at("+1s"));
  }

  Then whenUsed(ActivityReport report, String at) {
    used(report, at);
    return then(new InstanceInput.Used(report), at);
  }

  public Then whenBlueprintIs(Blueprint newest) {
    return then(new InstanceInput.BlueprintChanged(newest), at("+0s"));
  }

  public Then whenTimePasses(String at) {
    return then(new InstanceInput.DeadlinePassed(), at);
  }

  /** Time from the last event to the next deadline, or null for none. */
  public @Nullable Duration deadline() {
    return DeadlineDecider.deadline(state, activity, last)
        .map(due -> Duration.between(last, due))
        .orElse(null);
  }

  private Then then(InstanceInput input, String at) {
    DecisionContext context =
        new DecisionContext(
            time(at),
            input.id(Sample.ACME, state),
            input.actor(),
            blueprint,
            plan,
            lastHost == null ? Map.of() : Map.of(lastHost.host(), lastHost),
            activity,
            Sample.RULES);
    InstanceTurn turn = new InstanceTurn(Sample.ACME, state, input, context);
    return new Then(turn, turn.decide());
  }

  static String at(String afterLastEvent) {
    return afterLastEvent;
  }

  private Instant time(String at) {
    return last.plus(Duration.parse("PT" + at.substring(1)));
  }

  /** The decision and its turn. */
  public record Then(InstanceTurn turn, Decision decision) {

    public Then then(InstanceEvent... events) {
      assertThat(decision).isEqualTo(new Decision.Accepted(List.of(events)));
      return this;
    }

    /** The effects of the turn in this order. Those on the instance's own state need no mention. */
    Then effects(InstanceEffect... effects) {
      assertThat(outcome().effects()).containsExactly(effects);
      return this;
    }

    /** The state after the turn. */
    public Then state(Class<? extends InstanceState> expected) {
      assertThat(outcome().after()).isInstanceOf(expected);
      return this;
    }

    /** The state of the first replica after the turn. */
    public Then replica(Class<? extends ReplicaState> expected) {
      assertThat(((Living) outcome().after()).facts().replica(0).state()).isInstanceOf(expected);
      return this;
    }

    public void thenRejected(RejectionReason reason, String messagePart) {
      assertThat(decision)
          .isInstanceOfSatisfying(
              Decision.Rejected.class,
              rejected -> {
                assertThat(rejected.reason()).isEqualTo(reason);
                assertThat(rejected.message()).startsWith("Expected").contains(messagePart);
              });
    }

    public void thenIgnored(RejectionReason reason) {
      assertThat(decision)
          .isInstanceOfSatisfying(
              Decision.Ignored.class, ignored -> assertThat(ignored.reason()).isEqualTo(reason));
    }

    public InstanceTurn.TurnResult outcome() {
      return turn.resolve(decision);
    }
  }
}
