package io.dormouse.core.simulation;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.DecisionContext;
import io.dormouse.core.instance.InstanceEffect;
import io.dormouse.core.instance.InstanceEffect.ToDomains;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToOwner;
import io.dormouse.core.instance.InstanceEffect.ToProvisioner;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.DeadlinePassed;
import io.dormouse.core.instance.InstanceInput.Reported;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.InstanceTurn;
import io.dormouse.core.instance.InstanceTurn.TurnResult;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.placement.PlacementInput;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.TimePassed;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.core.placement.PlacementPlanner.Placement;
import io.dormouse.core.placement.SchedulerDecider;
import io.dormouse.core.placement.SchedulerDecider.SchedulerTurn;
import io.dormouse.core.placement.SchedulerState;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The brain: the real core, and a log that delivers in the order of each key, late, now and then
 * twice, and again after a transaction that was aborted.
 */
final class SimulatedBrain {

  private static final Duration RESTART = Duration.ofSeconds(4);

  private final Agenda agenda;
  private final SimulationChecks checks;
  private final Map<String, Instant> lastDelivery = new HashMap<>();
  private final Map<InstanceId, InstanceState> states =
      new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
  private final Map<InstanceId, ActivityLedger> ledgers = new HashMap<>();
  private final Map<InstanceId, Instant> deadlines = new HashMap<>();
  private final Map<HostId, HostView> views = new HashMap<>();
  private final Map<String, Blueprint> blueprints;
  private final Map<HostId, SimulatedHost> hosts =
      new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
  private @Nullable SimulatedProvisioner provisioner;
  private SchedulerState scheduler = SchedulerState.of(List.of(), List.of());
  private final Map<HostId, Instant> heard = new HashMap<>();
  private Instant watchedSince = Sample.START;
  private Instant downUntil = Instant.MIN;
  private long placements;
  private boolean calm;

  SimulatedBrain(Agenda agenda, SimulationChecks checks, List<Blueprint> blueprints) {
    this.agenda = agenda;
    this.checks = checks;
    this.blueprints = new HashMap<>();
    blueprints.forEach(blueprint -> this.blueprints.put(blueprint.id().value(), blueprint));
    agenda.in(Duration.ofMillis(500), this::lookForDue);
    agenda.in(Duration.ofSeconds(1), this::lookForSilence);
  }

  void connect(List<SimulatedHost> newHosts, SimulatedProvisioner newProvisioner) {
    newHosts.forEach(host -> hosts.put(host.id, host));
    provisioner = newProvisioner;
  }

  /** From now on nothing is aborted or doubled. */
  void calmDown() {
    calm = true;
    if (provisioner != null) {
      provisioner.calmDown();
    }
  }

  InstanceState state(InstanceId id) {
    return states.getOrDefault(id, new InstanceState.None());
  }

  Map<InstanceId, InstanceState> states() {
    return states;
  }

  /** Appends a record of an instance to the log. */
  void append(InstanceId id, InstanceInput input) {
    deliver(id.value(), () -> take(id, input, agenda.now()));
    if (!calm && agenda.onceIn(100)) {
      agenda.in(
          agenda.between(1, 20_000),
          () -> deliver(id.value(), () -> take(id, input, agenda.now())));
    }
  }

  void send(InstanceId id, String command, InstanceCommand what) {
    append(
        id,
        new Commanded(
            new CommandEnvelope(
                new CommandId(command), new Actor(ActorKind.API_USER, "user-1"), what)));
  }

  void heartbeat(SimulatedHost host) {
    var report = host.heartbeat();
    deliver(
        "scheduler",
        () -> {
          heard.put(report.host(), agenda.now());
          schedule(new Heartbeat(report));
        });
  }

  private void deliver(String key, Runnable delivery) {
    Instant soon = agenda.now().plus(agenda.between(2, 60));
    Instant last = lastDelivery.getOrDefault(key, Instant.MIN);
    Instant at = last.isAfter(soon) ? last : soon;
    lastDelivery.put(key, at);
    agenda.at(at, () -> whenUp(delivery));
  }

  private void whenUp(Runnable delivery) {
    if (agenda.now().isBefore(downUntil)) {
      agenda.at(downUntil, () -> whenUp(delivery));
    } else {
      delivery.run();
    }
  }

  /** A transaction that is aborted: nothing of the turn is kept, and the record comes again. */
  private boolean isAborted(Runnable again) {
    if (calm || !agenda.onceIn(2_000)) {
      return false;
    }
    downUntil = agenda.now().plus(RESTART);
    watchedSince = downUntil;
    heard.clear();
    agenda.at(downUntil, again);
    return true;
  }

  private void take(InstanceId id, InstanceInput input, Instant now) {
    InstanceState state = state(id);
    ActivityLedger stored = ledgers.getOrDefault(id, ActivityLedger.EMPTY);
    ActivityLedger ledger = input instanceof Used(var report) ? stored.with(report, now) : stored;
    Blueprint blueprint =
        input instanceof Commanded(var envelope)
                && envelope.command() instanceof CreateInstance create
            ? blueprints.get(create.blueprint().value())
            : null;
    DecisionContext context =
        new DecisionContext(
            now,
            input.id(id, state),
            input.actor(),
            blueprint,
            null,
            lastHosts(state),
            ledger.watchedSince(watchedSince),
            Sample.RULES);
    TurnResult result = new InstanceTurn(id, state, input, context).take();
    if (isAborted(() -> whenUp(() -> take(id, input, agenda.now())))) {
      return;
    }
    if (input instanceof Used(var report)) {
      ledgers.put(id, ledger);
      checks.used(report, now);
    }
    checks.turn(id, state, result, watchedSince);
    states.put(id, result.after());
    if (result.deadline() != null) {
      arm(id, result.deadline().at());
    }
    if (input instanceof Reported(var report) && hosts.get(report.host()) != null) {
      checks.removed(result.effects(), report, hosts.get(report.host()).command(report.replica()));
    }
    result.effects().forEach(effect -> follow(id, effect));
    checks.oneLive(id, result.after(), hosts.values(), provisioner);
  }

  private Map<HostId, HostView> lastHosts(InstanceState state) {
    Map<HostId, HostView> last = new HashMap<>();
    if (state instanceof Living living) {
      for (Replica replica : living.facts().replicas()) {
        HostView view = replica.lastHost() == null ? null : views.get(replica.lastHost());
        if (view != null) {
          last.put(view.host(), view);
        }
      }
    }
    return last;
  }

  private void arm(InstanceId id, @Nullable Instant at) {
    if (at == null) {
      deadlines.remove(id);
    } else {
      deadlines.put(id, at);
    }
  }

  private void follow(InstanceId id, InstanceEffect effect) {
    switch (effect) {
      case ToHost(var key, var command) -> {
        SimulatedHost host = hosts.get(key.host());
        if (host != null) {
          host.command(key.replica(), command);
        }
      }
      case ToProvisioner(var command) -> {
        if (provisioner != null) {
          provisioner.command(id, command);
        }
      }
      case ToScheduler(var pool, var message) ->
          deliver("scheduler", () -> schedule(new Told(message)));
      case ToOwner to -> {}
      case ToDomains to -> {}
    }
  }

  private void schedule(PlacementInput input) {
    SchedulerTurn turn = SchedulerDecider.decide(scheduler, input, agenda.now());
    if (isAborted(() -> whenUp(() -> schedule(input)))) {
      return;
    }
    SchedulerState before = scheduler;
    turn.placements().forEach(placement -> checks.placed(placement, before, agenda.now()));
    scheduler = turn.after();
    scheduler.hosts().forEach((id, host) -> views.put(id, host.view()));
    for (Placement placement : turn.placements()) {
      var request = placement.request();
      send(
          request.replica().instance(),
          "place-%d".formatted(++placements),
          new PlaceReplica(
              request.replica(), request.request(), placement.host(), placement.inputs()));
    }
    turn.lost()
        .forEach(lost -> send(lost.replica().instance(), "lose-%d".formatted(++placements), lost));
  }

  private void lookForDue() {
    if (!agenda.now().isBefore(downUntil)) {
      List<InstanceId> due =
          deadlines.entrySet().stream()
              .filter(e -> !e.getValue().isAfter(agenda.now()))
              .map(Map.Entry::getKey)
              .sorted((a, b) -> a.value().compareTo(b.value()))
              .toList();
      due.forEach(id -> take(id, new DeadlinePassed(), agenda.now()));
    }
    agenda.in(Duration.ofMillis(500), this::lookForDue);
  }

  private void lookForSilence() {
    if (!agenda.now().isBefore(downUntil)) {
      schedule(new TimePassed(watchedSince, heard));
    }
    agenda.in(Duration.ofSeconds(1), this::lookForSilence);
  }
}
