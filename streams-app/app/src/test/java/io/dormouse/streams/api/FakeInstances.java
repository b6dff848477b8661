package io.dormouse.streams.api;

import static io.dormouse.language.instance.InstanceAction.DELETE;
import static io.dormouse.language.instance.InstanceAction.PASSIVATE;
import static io.dormouse.language.instance.InstanceAction.RESTORE;
import static io.dormouse.language.instance.InstanceAction.RETRY;
import static io.dormouse.language.instance.InstanceAction.STOP;
import static io.dormouse.language.instance.InstanceAction.WAKE;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.ResourcesView;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How instances behave for the API: a small life of asleep, running, stopped, failed. Starts take
 * no time. Instances called {@code failing…} fail to start; those called {@code unprovided…} get no
 * bucket before somebody asks to retry.
 */
final class FakeInstances {

  static final Instant READY = Instant.parse("2026-11-22T10:00:00.123456Z");
  static final String CIPHERTEXT = "c2VhbGVkIHNlY3JldA==";
  private static final HostId HOST = new HostId("host-1");
  private static final ResourceId RESOURCE = new ResourceId("r000000000000001");
  private static final Duration MONTH = Duration.ofDays(30);

  private final Map<BlueprintId, Blueprint> blueprints = new HashMap<>();
  private final Map<InstanceId, InstanceView> views = new HashMap<>();
  private final Set<CommandId> seen = new HashSet<>();

  /** What a command led to: events and a view (null when it is gone), or a rejection. */
  record Reaction(
      List<InstanceEvent> events, @Nullable InstanceView view, @Nullable Rejection rejection) {}

  void know(Blueprint blueprint) {
    blueprints.put(blueprint.id(), blueprint);
  }

  Reaction react(InstanceId id, CommandEnvelope envelope) {
    InstanceView view = views.get(id);
    if (!seen.add(envelope.id())) {
      return declined(envelope, id, Verdict.IGNORED, RejectionReason.DUPLICATE);
    }
    Reaction reaction =
        envelope.command() instanceof InstanceCommand.CreateInstance create
            ? create(id, envelope, create)
            : view == null
                ? declined(envelope, id, Verdict.REJECTED, RejectionReason.UNKNOWN_INSTANCE)
                : change(view, envelope);
    if (reaction.rejection() == null) {
      if (reaction.view() == null) {
        views.remove(id);
      } else {
        views.put(id, reaction.view());
      }
    }
    return reaction;
  }

  private Reaction create(
      InstanceId id, CommandEnvelope envelope, InstanceCommand.CreateInstance create) {
    Blueprint blueprint = blueprints.get(create.blueprint());
    if (views.containsKey(id)) {
      return declined(envelope, id, Verdict.REJECTED, RejectionReason.INSTANCE_TAKEN);
    }
    if (blueprint == null) {
      return declined(envelope, id, Verdict.REJECTED, RejectionReason.UNKNOWN_BLUEPRINT);
    }
    PassivationPolicy passivation =
        Objects.requireNonNullElse(create.passivation(), blueprint.passivation());
    Plan plan = create.plan() == null ? null : new Plan(create.plan(), MONTH, List.of());
    InstanceEvent requested =
        new InstanceEvent.InstanceRequested(
            blueprint.id(),
            blueprint.version(),
            blueprint.spec(),
            passivation,
            blueprint.pool(),
            create.owner(),
            Objects.requireNonNullElseGet(create.domain(), () -> new DomainName(id + ".localhost")),
            blueprint.resources(),
            blueprint.seed(),
            plan,
            RESOURCE);
    boolean provided = !id.value().startsWith("unprovided");
    return new Reaction(
        List.of(
            requested,
            provided
                ? new InstanceEvent.ResourcesProvided(blueprint.resources())
                : new InstanceEvent.ResourcesFailed(1, ResourceStep.CREATE_BUCKET, "Slow down.")),
        new InstanceView(
            id,
            blueprint.id(),
            blueprint.version(),
            create.owner(),
            provided ? InstanceStatus.ASLEEP : InstanceStatus.REQUESTED,
            READY,
            2,
            0,
            null,
            null,
            0,
            false,
            List.of(),
            provided ? List.of(WAKE, STOP, DELETE) : List.of(DELETE, RETRY),
            passivation,
            blueprint.spec().memoryBytes(),
            Duration.ofSeconds(4),
            null,
            null,
            null,
            resources(provided),
            create.plan(),
            plan == null ? null : READY.plus(MONTH),
            null,
            List.of(),
            blueprint.spec().serving(),
            blueprint.pool(),
            null),
        null);
  }

  private static ResourcesView resources(boolean provided) {
    return new ResourcesView(
        RESOURCE,
        "db-1",
        1,
        provided ? 1 : 0,
        provided ? null : ResourceStep.CREATE_BUCKET,
        provided ? null : "Slow down.",
        null);
  }

  private Reaction change(InstanceView view, CommandEnvelope envelope) {
    return switch (envelope.command()) {
      case InstanceCommand.WakeInstance wake -> wake(view, envelope, wake);
      case InstanceCommand.PassivateInstance passivate ->
          view.status() == InstanceStatus.RUNNING
              ? moved(
                  view,
                  InstanceStatus.ASLEEP,
                  List.of(WAKE, STOP, DELETE),
                  new InstanceEvent.InstancePassivated(
                      passivate.cause(),
                      "idle/1",
                      new PassivationInputs(
                          READY,
                          READY.plusSeconds(2),
                          0,
                          Duration.ofMinutes(30),
                          Duration.ofNanos(1_800_000_500_000L))))
              : declined(envelope, view.id(), Verdict.REJECTED, RejectionReason.NOT_LEGAL_NOW);
      case InstanceCommand.StopInstance stop ->
          view.status() == InstanceStatus.STOPPED
              ? declined(envelope, view.id(), Verdict.IGNORED, RejectionReason.ALREADY_SO)
              : moved(
                  view,
                  InstanceStatus.STOPPED,
                  List.of(DELETE),
                  new InstanceEvent.InstanceStopped(stop.cause()));
      case InstanceCommand.DeleteInstance delete -> delete(view, delete);
      case InstanceCommand.RestoreInstance restore ->
          view.status() == InstanceStatus.RETIRED
              ? moved(
                  view,
                  InstanceStatus.ASLEEP,
                  List.of(WAKE, STOP, DELETE),
                  new InstanceEvent.InstanceRestored(restore.cause()))
              : declined(envelope, view.id(), Verdict.REJECTED, RejectionReason.NOT_LEGAL_NOW);
      case InstanceCommand.RetryResources retry ->
          view.status() == InstanceStatus.REQUESTED
              ? moved(
                  view,
                  InstanceStatus.ASLEEP,
                  List.of(WAKE, STOP, DELETE),
                  new InstanceEvent.ResourcesRequested(retry.cause()),
                  new InstanceEvent.CredentialsIssued(
                      new SealedCredentials(2, "key-1", CIPHERTEXT, READY.plusSeconds(60))),
                  new InstanceEvent.ResourcesProvided(ResourceMode.OWN))
              : declined(envelope, view.id(), Verdict.IGNORED, RejectionReason.ALREADY_SO);
      case InstanceCommand.ChangePlan change ->
          moved(
              view,
              view.status(),
              view.legalActions(),
              new InstanceEvent.PlanChanged(new Plan(change.plan(), MONTH, List.of())));
      case InstanceCommand.CreateInstance c -> throw unexpected(envelope);
      case InstanceCommand.PlaceReplica p -> throw unexpected(envelope);
      case InstanceCommand.AddDomain a -> throw unexpected(envelope);
      case InstanceCommand.RemoveDomain r -> throw unexpected(envelope);
    };
  }

  private static Reaction delete(InstanceView view, InstanceCommand.DeleteInstance delete) {
    Duration grace = Objects.requireNonNullElse(delete.grace(), Duration.ofDays(7));
    InstanceEvent deleted =
        new InstanceEvent.InstanceDeleted(delete.cause(), delete.export(), READY.plus(grace));
    return grace.isZero()
        ? new Reaction(List.of(deleted), null, null)
        : moved(view, InstanceStatus.RETIRED, List.of(RESTORE), deleted);
  }

  private Reaction wake(
      InstanceView view, CommandEnvelope envelope, InstanceCommand.WakeInstance wake) {
    ReplicaId replica = new ReplicaId(view.id(), 0);
    InstanceEvent woken = new InstanceEvent.InstanceWoken(wake.cause());
    return switch (view.status()) {
      case RUNNING -> declined(envelope, view.id(), Verdict.IGNORED, RejectionReason.ALREADY_SO);
      case FAILED -> declined(envelope, view.id(), Verdict.REJECTED, RejectionReason.BACKING_OFF);
      case STOPPED, RETIRED, REMOVING ->
          declined(envelope, view.id(), Verdict.REJECTED, RejectionReason.NOT_LEGAL_NOW);
      case REQUESTED, ASLEEP, QUEUED, STARTING, STOPPING, DELETED, FENCING ->
          view.id().value().startsWith("failing")
              ? moved(view, InstanceStatus.FAILED, List.of(DELETE), woken, failed(replica))
              : view.id().value().startsWith("queueing")
                  ? moved(view, InstanceStatus.QUEUED, List.of(STOP, PASSIVATE, DELETE), woken)
                  : moved(
                      view,
                      InstanceStatus.RUNNING,
                      List.of(STOP, PASSIVATE, DELETE),
                      woken,
                      new InstanceEvent.ReplicaPlaced(
                          replica, 1, HOST, false, new PlacementInputs("spread/1", 1, 256, 1024)),
                      new InstanceEvent.InstanceStarted(
                          replica,
                          1,
                          HOST,
                          "127.0.0.1",
                          9000,
                          new StartPhases(
                              READY, READY, null, READY.plusMillis(5), null, null, READY)));
    };
  }

  private static InstanceEvent failed(ReplicaId replica) {
    return new InstanceEvent.InstanceFailed(
        replica,
        1,
        HOST,
        new Failure(FailureKind.EXITED_BEFORE_READY, "It ended.", 3, List.of("no", "luck")),
        new Backoff("backoff/1", 1, READY.plusSeconds(10)),
        null);
  }

  private static Reaction moved(
      InstanceView view, InstanceStatus to, List<InstanceAction> legal, InstanceEvent... events) {
    boolean runs = to == InstanceStatus.RUNNING;
    InstanceEvent last = events[events.length - 1];
    InstanceEvent.InstanceFailed failed = last instanceof InstanceEvent.InstanceFailed f ? f : null;
    return new Reaction(
        List.of(events),
        new InstanceView(
            view.id(),
            view.blueprint(),
            view.blueprintVersion(),
            view.owner(),
            to,
            READY,
            view.sequence() + events.length,
            runs ? 1 : view.generation(),
            runs ? HOST : null,
            runs ? "127.0.0.1" : null,
            runs ? 9000 : 0,
            false,
            view.domains(),
            legal,
            view.passivation(),
            view.memoryBytes(),
            view.expectedStart(),
            Cause.of(CauseKind.API),
            failed == null ? null : failed.failure(),
            failed == null ? null : failed.backoff(),
            resources(to != InstanceStatus.REQUESTED),
            last instanceof InstanceEvent.PlanChanged(Plan plan) ? plan.id() : view.plan(),
            view.expiresAt(),
            last instanceof InstanceEvent.InstanceDeleted deleted
                ? deleted.restorableUntil()
                : null,
            List.of(),
            view.serving(),
            view.pool(),
            view.changedFiles()),
        null);
  }

  private Reaction declined(
      CommandEnvelope envelope, InstanceId id, Verdict verdict, RejectionReason reason) {
    InstanceView view = views.get(id);
    return new Reaction(
        List.of(),
        view,
        new Rejection(
            envelope.id(),
            envelope.actor(),
            id.value(),
            verdict,
            reason,
            "Expected otherwise, but " + reason + ".",
            view == null ? List.of() : view.legalActions()));
  }

  private static IllegalStateException unexpected(CommandEnvelope envelope) {
    return new IllegalStateException("Expected no such command from the API: " + envelope);
  }
}
