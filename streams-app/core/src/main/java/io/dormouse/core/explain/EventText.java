package io.dormouse.core.explain;

import static io.dormouse.core.explain.CauseText.by;

import io.dormouse.core.instance.policy.PolicyName;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.ActivityRecorded;
import io.dormouse.language.instance.InstanceEvent.BucketDeleted;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DataExported;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.DomainRemoved;
import io.dormouse.language.instance.InstanceEvent.ExpiryNoticed;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstanceExpired;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceRestored;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceStopped;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.PlanChanged;
import io.dormouse.language.instance.InstanceEvent.PolicyChanged;
import io.dormouse.language.instance.InstanceEvent.RemovalStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaFailed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceEvent.SchemaDropped;
import io.dormouse.language.instance.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Events in a sentence each, for people. Times are in UTC, to the second. */
public final class EventText {

  private EventText() {}

  /** The sentence without a subject, which is the instance. */
  public static String of(RecordedEvent recorded) {
    return switch (recorded.event()) {
      case InstanceRequested e ->
          "created by %s from blueprint %s, version %d, for owner %s"
              .formatted(
                  CauseText.of(recorded.actor()), e.blueprint(), e.blueprintVersion(), e.owner());
      case InstanceWoken(var cause) -> "woken " + by(cause, recorded.actor());
      case InstancePassivated e -> passivated(e, recorded);
      case InstanceStopped(var cause) -> "stopped " + by(cause, recorded.actor());
      case InstanceDeleted e ->
          "deleted %s; restorable until %s"
              .formatted(by(e.cause(), recorded.actor()), time(e.restorableUntil()));
      case InstanceRestored(var cause) -> "restored " + by(cause, recorded.actor());
      case InstanceRemoved() -> "removed; nothing of it is left";
      case InstanceExpired e -> "its plan %s has ended".formatted(e.plan());
      case ExpiryNoticed e ->
          "its plan %s ends at %s, which was noticed %s before"
              .formatted(e.plan(), time(e.expiresAt()), length(e.before()));
      case PlanChanged(var plan) ->
          "its plan was changed to %s by %s".formatted(plan.id(), CauseText.of(recorded.actor()));
      case PolicyChanged e ->
          "its policy was changed to %s%s by %s"
              .formatted(
                  PolicyName.of(e.passivation()),
                  e.blueprintVersion() == null
                      ? ""
                      : ", that of version %d of its blueprint,".formatted(e.blueprintVersion()),
                  CauseText.of(recorded.actor()));
      case DomainAdded(var domain) -> "its domain %s was added".formatted(domain);
      case DomainRemoved(var domain) -> "its domain %s was removed".formatted(domain);
      case ActivityRecorded e ->
          "used: %d requests up to %s, %d connections open"
              .formatted(e.requests(), time(e.lastUse()), e.openConnections());
      case InstanceFailed e ->
          "failed on %s: %s; %s".formatted(e.host(), text(e.failure()), text(e.backoff()));
      case InstanceStarted e ->
          "replica %d is ready on %s%s".formatted(e.replica().index(), e.host(), took(e.phases()));
      case ReplicaQueued e ->
          "replica %d waits for a host with room%s"
              .formatted(
                  e.replica().index(),
                  e.excluded().isEmpty() ? "" : ", after refusals by " + e.excluded());
      case ReplicaPlaced e ->
          "replica %d starts on %s, %s"
              .formatted(
                  e.replica().index(),
                  e.host(),
                  e.sticky()
                      ? "where it ran last"
                      : "chosen by %s of %d hosts with room"
                          .formatted(e.inputs().policy(), e.inputs().candidates()));
      case ReplicaRefused e ->
          "replica %d was refused by %s: %s".formatted(e.replica().index(), e.host(), e.reason());
      case ReplicaFailed e ->
          "replica %d failed on %s: %s; %s"
              .formatted(e.replica().index(), e.host(), text(e.failure()), text(e.backoff()));
      case ReplicaCrashed e ->
          "replica %d ended by itself on %s: %s"
              .formatted(e.replica().index(), e.host(), text(e.failure()));
      case ReplicaLost e -> "replica %d was lost with %s".formatted(e.replica().index(), e.host());
      case ReplicaStopped e ->
          "replica %d has stopped on %s%s"
              .formatted(
                  e.replica().index(),
                  e.host(),
                  e.exitCode() == null ? "" : ", exit code " + e.exitCode());
      case ReplicaRestartOrdered e ->
          "replica %d restarts %s".formatted(e.replica().index(), by(e.cause(), recorded.actor()));
      case FencingStarted e ->
          "replica %d is locked out of its resources before it starts again"
              .formatted(e.replica().index());
      case ResourcesProvided e -> "its resources are there, it can be started";
      case ResourcesRequested e ->
          "its resources were asked for again " + by(e.cause(), recorded.actor());
      case ResourcesFailed e ->
          "its resources failed at the step %s: %s"
              .formatted(CauseText.words(e.step()), e.message());
      case DatabaseBound(var server) -> "its schema is on the database server " + server;
      case CredentialsIssued e -> "replica %d got new credentials".formatted(e.replica());
      case AccessRevoked() -> "the access to its resources is revoked";
      case DataExported e -> "its data was exported, %d bytes".formatted(e.bytes());
      case RemovalStarted() -> "its resources are being removed";
      case SchemaDropped() -> "its schema was dropped";
      case BucketDeleted() -> "its bucket was deleted";
    };
  }

  private static String passivated(InstancePassivated event, RecordedEvent recorded) {
    String decided =
        event.policy() == null
            ? "put to sleep " + by(event.cause(), recorded.actor())
            : "put to sleep by the policy " + event.policy();
    return event.inputs() == null
        ? decided
        : "%s: last used at %s, idle for %s of %s, %d connections open"
            .formatted(
                decided,
                time(event.inputs().lastUse()),
                length(event.inputs().idleFor()),
                length(event.inputs().idle()),
                event.inputs().openConnections());
  }

  private static String text(Failure failure) {
    return failure.exitCode() == null || failure.message().contains("exit code")
        ? failure.message()
        : "%s (exit code %d)".formatted(failure.message(), failure.exitCode());
  }

  private static String text(Backoff backoff) {
    return "no new try before " + time(backoff.retryAt());
  }

  private static String took(StartPhases phases) {
    return phases.ready() == null
        ? ""
        : " after %d ms".formatted(Duration.between(phases.commanded(), phases.ready()).toMillis());
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String length(Duration duration) {
    return duration
        .truncatedTo(ChronoUnit.SECONDS)
        .toString()
        .substring(2)
        .toLowerCase(Locale.ROOT);
  }
}
