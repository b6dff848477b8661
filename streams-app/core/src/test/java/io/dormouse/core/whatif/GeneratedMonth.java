package io.dormouse.core.whatif;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.DecisionContext;
import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.DeadlinePassed;
import io.dormouse.core.instance.InstanceInput.Reported;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.InstanceTurn;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the log would have of one instance: the real decider answers its visits, on a host that is
 * always free. An edge reports every ten seconds of use.
 */
final class GeneratedMonth {

  static final Duration REPORTED_EVERY = Duration.ofSeconds(10);

  private final InstanceId id;
  private final Traffic traffic;
  private final List<RecordedEvent> history = new ArrayList<>();
  private final List<Trace.Reported> activity = new ArrayList<>();
  private InstanceState state = new InstanceState.None();
  private ActivityLedger ledger = ActivityLedger.EMPTY;
  private @Nullable Instant deadline;
  private int commands;

  private GeneratedMonth(InstanceId id, Traffic traffic) {
    this.id = id;
    this.traffic = traffic;
  }

  /** The trace of an instance with that number, the same for the same seed. */
  static Trace of(long seed, int number, Period period, PassivationPolicy policy) {
    GeneratedMonth month =
        new GeneratedMonth(new InstanceId("i-" + number), new Traffic(seed, number));
    month.create(period.from(), policy);
    for (Traffic.Visit visit : month.traffic.visits(period)) {
      month.visit(visit);
    }
    month.passTo(period.to());
    return new Trace(month.history, month.activity);
  }

  private void create(Instant now, PassivationPolicy policy) {
    Plan plan = new Plan(new PlanId(traffic.plan()), null, List.of());
    command(now, new CreateInstance(Sample.NOTES, policy, null, Sample.OWNER, plan.id()), plan);
  }

  private void visit(Traffic.Visit visit) {
    passTo(visit.from());
    if (!(state instanceof Awake)) {
      command(visit.from(), new WakeInstance(Sample.REQUEST), null);
      start(visit.from());
    }
    Instant end = visit.from().plus(visit.length());
    for (Instant at = visit.from().plus(REPORTED_EVERY);
        !at.isAfter(end.plus(REPORTED_EVERY));
        at = at.plus(REPORTED_EVERY)) {
      passTo(at);
      Duration idleFor = at.isAfter(end) ? Duration.between(end, at) : Duration.ZERO;
      ActivityReport report =
          new ActivityReport(id, "edge-1", REPORTED_EVERY, idleFor, 1, 100, 1_000, 0);
      activity.add(new Trace.Reported(at, report));
      take(new Used(report), at, null);
    }
  }

  /** The host places and starts what waits, and confirms what stops. */
  private void start(Instant now) {
    Replica replica = replica();
    if (replica.state() instanceof Queued) {
      command(
          now,
          new PlaceReplica(
              new ReplicaId(id, 0),
              replica.generation() + 1,
              Sample.HOST_1,
              new PlacementInputs("spread/1", 1, 1, 1)),
          null);
    }
    if (replica().state() instanceof Starting) {
      Instant ready = now.plus(traffic.startTime());
      StartPhases phases = new StartPhases(now, now, null, now, now, null, ready);
      report(ready, new ReplicaStatus.Ready("10.0.0.1", 8080, phases));
    }
  }

  private void passTo(Instant time) {
    while (deadline != null && !deadline.isAfter(time)) {
      Instant now = deadline;
      take(new DeadlinePassed(), now, null);
      if (state instanceof Living && replica().state() instanceof Stopping) {
        report(now.plusSeconds(2), new ReplicaStatus.Stopped(0));
      }
    }
  }

  private Replica replica() {
    return ((Living) state).facts().replica(0);
  }

  private void command(Instant now, InstanceCommand command, @Nullable Plan plan) {
    CommandId command1 = new CommandId("command-" + ++commands);
    take(new Commanded(new CommandEnvelope(command1, Actor.system("test"), command)), now, plan);
  }

  private void report(Instant now, ReplicaStatus status) {
    take(
        new Reported(
            new ReplicaReport(
                new CommandId("report-" + ++commands),
                Sample.HOST_1,
                new ReplicaId(id, 0),
                replica().generation(),
                status)),
        now,
        null);
  }

  private void take(InstanceInput input, Instant now, @Nullable Plan plan) {
    if (input instanceof Used(var report)) {
      ledger = ledger.with(report, now);
    }
    DecisionContext context =
        new DecisionContext(
            now,
            input.id(id, state),
            input.actor(),
            Sample.BLUEPRINT,
            plan,
            Map.of(),
            ledger,
            Sample.RULES);
    InstanceTurn.TurnResult result = new InstanceTurn(id, state, input, context).take();
    history.addAll(result.events());
    state = result.after();
    if (result.deadline() != null) {
      deadline = result.deadline().at();
    }
  }
}
