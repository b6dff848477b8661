package io.dormouse.core.instance;

import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Failed;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.ReplicaState.BackingOff;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Placed;
import io.dormouse.core.instance.state.ReplicaState.Queued;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ReplicaState.Starting;
import io.dormouse.core.instance.state.ReplicaState.Stopping;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaView;
import io.dormouse.language.resources.ResourcesView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Views of states. */
public final class InstanceViews {

  private static final Instant LATE = Instant.parse("9999-01-01T00:00:00Z");
  private static final Cause ASKED = Cause.of(CauseKind.API);

  private InstanceViews() {}

  /** The view of a living instance; a deleted one has none. */
  public static InstanceView of(Living state) {
    Facts facts = state.facts();
    Replica first = first(facts);
    @Nullable Running running = first.state() instanceof Running r ? r : null;
    @Nullable Failed failed = state instanceof Failed f ? f : null;
    return new InstanceView(
        facts.id(),
        facts.origin().blueprint(),
        facts.origin().blueprintVersion(),
        facts.origin().owner(),
        state.status(),
        since(state),
        facts.sequence(),
        first.generation(),
        first.state() instanceof Placed placed ? placed.host() : null,
        running == null ? null : running.address(),
        running == null ? 0 : running.port(),
        state instanceof Awake && state.status() == InstanceStatus.STOPPING,
        facts.domains(),
        legalActions(state),
        facts.passivation(),
        facts.origin().spec().memoryBytes(),
        facts.expectedStart(),
        facts.lastCause(),
        failed == null ? null : failed.failure(),
        failed == null ? null : failed.backoff(),
        facts.resources() == null ? null : resources(facts.resources()),
        facts.plan(),
        facts.expiry() == null ? null : facts.expiry().at(),
        state instanceof Retired retired ? retired.until() : null,
        endpoints(facts),
        facts.origin().spec().serving(),
        facts.origin().pool(),
        facts.changedFiles(),
        facts.replicas().stream().map(InstanceViews::replica).toList(),
        state instanceof Awake awake && awake.degraded(),
        facts.followsBlueprint());
  }

  /** The first replica that runs, else that has a host, else the first. */
  private static Replica first(Facts facts) {
    return Stream.of(facts.replicasIn(Running.class), facts.replicasIn(Placed.class))
        .flatMap(List::stream)
        .findFirst()
        .orElseGet(() -> facts.replica(0));
  }

  /** The time at which the status was entered; a queued instance has waited since its wake. */
  private static Instant since(Living state) {
    Instant entered =
        switch (state.status()) {
          case RUNNING -> earliest(state, Running.class);
          case STARTING -> earliest(state, Starting.class);
          case FENCING -> earliest(state, Fencing.class);
          case QUEUED -> earliest(state, Queued.class);
          case STOPPING -> earliest(state, Stopping.class);
          case REQUESTED, ASLEEP, STOPPED, FAILED, DELETED, RETIRED, REMOVING -> null;
        };
    return entered == null ? state.facts().since() : entered;
  }

  private static @Nullable Instant earliest(Living state, Class<? extends ReplicaState> type) {
    return state
        .facts()
        .states(type)
        .map(ReplicaState::since)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static List<Endpoint> endpoints(Facts facts) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Replica replica : facts.replicas()) {
      if (replica.state() instanceof Running running) {
        endpoints.add(
            new Endpoint(replica.index(), replica.generation(), running.address(), running.port()));
      }
    }
    return endpoints;
  }

  private static ReplicaView replica(Replica replica) {
    @Nullable BackingOff failed = replica.state() instanceof BackingOff b ? b : null;
    return new ReplicaView(
        replica.index(),
        replica.state().stage(),
        replica.state().since(),
        replica.generation(),
        replica.host(),
        failed == null ? null : failed.failure(),
        failed == null ? null : failed.backoff());
  }

  /** The resources without the credentials. */
  private static ResourcesView resources(Resources resources) {
    Resources.ResourceFailure failure = resources.failure();
    return new ResourcesView(
        resources.id(),
        resources.server(),
        resources.request(),
        resources.credentialsVersion(),
        failure == null ? null : failure.step(),
        failure == null ? null : failure.message(),
        resources.exported());
  }

  /**
   * Actions that the decider would accept from an API user now. The end of a plan that comes after
   * the deletion is not foreseen.
   */
  public static List<InstanceAction> legalActions(Living state) {
    DecisionContext context =
        new DecisionContext(
            state instanceof Retired retired ? retired.facts().since() : LATE,
            new CommandId("legal-actions"),
            Actor.system("views"),
            null,
            null,
            Map.of(),
            ActivityLedger.EMPTY,
            new InstanceDefaults("", Duration.ZERO));
    return Stream.of(InstanceAction.values())
        .filter(action ->
            InstanceDecider.decide(state.id(), state, command(action), context)
                instanceof Decision.Accepted)
        .toList();
  }

  /** The state in words, for messages. */
  static String describe(Living state) {
    String status = words(state.status());
    if (state.status() != InstanceStatus.STOPPING) {
      return status;
    }
    return status + " and then " + (state instanceof Awake ? "woken" : words(state.life()));
  }

  private static String words(InstanceStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static InstanceCommand command(InstanceAction action) {
    return switch (action) {
      case WAKE -> new InstanceCommand.WakeInstance(ASKED);
      case STOP -> new InstanceCommand.StopInstance(ASKED);
      case PASSIVATE -> new InstanceCommand.PassivateInstance(ASKED);
      case DELETE -> new InstanceCommand.DeleteInstance(ASKED, false, null);
      case RESTORE -> new InstanceCommand.RestoreInstance(ASKED);
      case RETRY -> new InstanceCommand.RetryResources(ASKED);
    };
  }
}
