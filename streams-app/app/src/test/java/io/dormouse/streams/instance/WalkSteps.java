package io.dormouse.streams.instance;

import static io.dormouse.core.Sample.SPEC;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.ReplicaState.Absent;
import io.dormouse.core.instance.state.ReplicaState.BackingOff;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Lost;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainCommand;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.ChangePlan;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceCommand.RestoreInstance;
import io.dormouse.language.instance.InstanceCommand.RetryResources;
import io.dormouse.language.instance.InstanceCommand.StopInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.streams.instance.WalkLog.WalkMessage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The steps of a walk, and its way to rest. */
final class WalkSteps {

  /** Shorter than any time-out, so that no time-out hides a message that was never sent. */
  private static final int MOST_ROUNDS_TO_REST = 60;

  /** A plan that ends soon. */
  static final Plan TRIAL =
      new Plan(
          new PlanId("trial"),
          Duration.ofSeconds(120),
          List.of(Duration.ofSeconds(60), Duration.ofSeconds(10)));

  static final int MOST_REPLICAS = 2;
  static final List<Blueprint> BLUEPRINTS =
      List.of(
          Sample.BLUEPRINT,
          Sample.OWN_BLUEPRINT,
          Sample.TWO_BLUEPRINT,
          Sample.TWO_SHARED_BLUEPRINT);

  private final WalkWorld world;
  private int commands;

  WalkSteps(WalkWorld world) {
    this.world = world;
  }

  void begin() {
    world.hosts.forEach(world::heartbeat);
    world.instances.forEach(id -> send(id, create()));
  }

  void step() {
    int dice = below(100);
    if (dice < 48) {
      for (int i = 0; i <= below(3); i++) {
        world.deliver();
      }
    } else if (dice < 63) {
      world.act(any(world.hosts));
    } else if (dice < 67) {
      world.provide();
    } else if (dice < 75) {
      send(any(world.instances), command());
    } else if (dice < 82) {
      world.timePasses(Duration.ofMillis(below(3000)));
    } else if (dice < 84) {
      world.timePasses(Duration.ofSeconds(10 + below(below(4) == 0 ? 600 : 60)));
    } else if (dice < 88) {
      world.checkDeadlines();
    } else if (dice < 92) {
      world.heartbeat(any(world.hosts));
    } else if (dice < 96) {
      use();
    } else if (dice < 98) {
      again();
    } else {
      rareThing();
    }
  }

  private void rareThing() {
    switch (below(5)) {
      case 0 -> any(world.hosts).restart();
      case 1 -> any(world.hosts).mute(world.now.plusSeconds(below(150)));
      case 2 -> claim();
      case 3 -> world.brainStartsAnew();
      default -> stalePlacement(any(world.instances));
    }
  }

  private InstanceCommand command() {
    Cause cause = below(3) == 0 ? Cause.of(CauseKind.API) : Sample.REQUEST;
    return switch (below(20)) {
      case 0 -> create();
      case 1 -> new DeleteInstance(Cause.of(CauseKind.API), false, null);
      case 12 ->
          new DeleteInstance(Cause.of(CauseKind.API), below(2) == 0, Duration.ofSeconds(below(30)));
      case 13, 14 -> new RestoreInstance(Cause.of(CauseKind.API));
      case 15, 16 -> new RetryResources(Cause.of(CauseKind.API));
      case 17 -> new ChangePlan(TRIAL.id());
      case 18 -> new ChangePolicy(policy());
      case 19 -> new ChangePolicy(null);
      case 2 -> new StopInstance(Cause.of(CauseKind.OPERATOR));
      case 3, 4 -> new PassivateInstance(Cause.of(CauseKind.API));
      default -> new WakeInstance(cause);
    };
  }

  private CreateInstance create() {
    Blueprint blueprint = any(BLUEPRINTS);
    return new CreateInstance(
        blueprint.id(),
        below(8) == 0 ? null : policy(),
        null,
        Sample.OWNER,
        below(12) == 0 ? TRIAL.id() : null);
  }

  private PassivationPolicy policy() {
    return new FixedIdle(
        Duration.ofSeconds(10 + below(below(3) == 0 ? 900 : 60)),
        below(5) == 0 ? PassivationAction.KEEP_AWAKE : PassivationAction.PASSIVATE);
  }

  private void send(InstanceId id, InstanceCommand command) {
    CommandEnvelope envelope =
        new CommandEnvelope(
            new CommandId("command-" + ++commands),
            new Actor(ActorKind.API_USER, "user-1"),
            command);
    world.log.append(new WalkMessage.ForInstance(id, new Commanded(envelope)), world.now);
  }

  /** A delivered record comes again: twice, late, or of an older generation. */
  private void again() {
    if (!world.delivered.isEmpty()) {
      world.log.append(any(world.delivered), world.now);
    }
  }

  /** An edge reports the use of one instance or of several at once. */
  private void use() {
    String edge = "edge-" + below(2);
    for (int i = 0; i <= below(3); i++) {
      int open = below(4) == 0 ? 1 + below(3) : 0;
      Duration idleFor = open > 0 ? Duration.ZERO : Duration.ofMillis(below(5000));
      InstanceId id = any(world.instances);
      ActivityReport report =
          new ActivityReport(id, edge, Duration.ofSeconds(10), idleFor, below(5), 0, 0, open);
      world.log.append(new WalkMessage.ForInstance(id, new Used(report)), world.now);
    }
  }

  private void claim() {
    DomainName domain = new DomainName("shared-%d.example.org".formatted(below(2)));
    DomainCommand command =
        below(3) == 0
            ? new ReleaseDomain(domain, null)
            : new ClaimDomain(domain, new ToInstance(any(world.instances)));
    world.log.append(
        new WalkMessage.ForDomains(
            new DomainCommandEnvelope(
                new CommandId("command-" + ++commands),
                new Actor(ActorKind.API_USER, "user-1"),
                command)),
        world.now);
  }

  private void stalePlacement(InstanceId id) {
    if (world.state(id) instanceof Living living) {
      Replica replica = any(living.facts().replicas());
      if (replica.generation() > 0) {
        send(
            id,
            new PlaceReplica(
                living.facts().id(replica),
                replica.generation() - below(2),
                any(world.hosts).id,
                new PlacementInputs("spread/1", 1, 1, 1)));
      }
    }
  }

  /** Ends new requests and failures, and delivers everything. */
  void comeToRest() {
    world.hosts.forEach(WalkHost::calmDown);
    world.provisioner.calmDown();
    int round = 0;
    boolean busy = true;
    while (busy && round++ < MOST_ROUNDS_TO_REST) {
      for (WalkHost host : world.hosts) {
        if (round % 4 == 1) {
          world.heartbeat(host);
        }
        for (int i = 0; i < 4; i++) {
          world.act(host);
        }
      }
      for (int i = 0; i < 8; i++) {
        world.provide();
      }
      world.instances.stream().filter(this::hasFailed).forEach(this::retry);
      while (world.deliver()) {}
      world.timePasses(Duration.ofMillis(500));
      world.checkDeadlines();
      busy = world.instances.stream().anyMatch(this::isUnderWay);
    }
    while (world.deliver()) {}
    if (busy) {
      throw new AssertionError(
          "Expected all to come to rest, but got "
              + world.instances.stream().map(world::state).toList());
    }
  }

  private boolean hasFailed(InstanceId id) {
    return world.state(id) instanceof Living living
        && living.facts().resources() != null
        && living.facts().resources().failure() != null;
  }

  private void retry(InstanceId id) {
    send(id, new RetryResources(Cause.of(CauseKind.OPERATOR)));
  }

  private boolean isUnderWay(InstanceId id) {
    boolean life =
        switch (world.state(id)) {
          case Requested s -> true;
          case Removing s -> true;
          case Retired s -> !s.settled();
          case InstanceState s -> false;
        };
    List<Replica> replicas =
        world.state(id) instanceof Living living ? living.facts().replicas() : List.of();
    return life
        || replicas.stream().anyMatch(this::isUnderWay)
        || IntStream.range(0, MOST_REPLICAS)
            .anyMatch(index ->
                isKnown(
                    new ReplicaId(id, index),
                    index < replicas.size() ? replicas.get(index).state() : null));
  }

  private boolean isUnderWay(Replica replica) {
    return switch (replica.state()) {
      case Fencing s -> true;
      case Starting s -> true;
      case Stopping s -> true;
      case Lost s -> true;
      case Queued s -> world.hosts.stream().anyMatch(h -> h.freeBytes() >= SPEC.memoryBytes());
      case Running s -> false;
      case BackingOff s -> false;
      case Absent s -> false;
    };
  }

  /** True if a host knows it that should not. */
  private boolean isKnown(ReplicaId replica, @Nullable ReplicaState state) {
    return world.hosts.stream()
        .anyMatch(host ->
            host.knows(replica)
                && !(state instanceof Running running && running.host().equals(host.id)));
  }

  private int below(int bound) {
    return world.random.nextInt(bound);
  }

  private <T> T any(List<T> some) {
    return some.get(below(some.size()));
  }
}
