package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.alreadySo;
import static io.dormouse.core.instance.Decision.outdated;

import io.dormouse.core.instance.Decision.Ignored;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Awake;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.core.instance.state.ReplicaState;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
import io.dormouse.core.instance.state.ReplicaState.Running;
import io.dormouse.core.instance.state.ResourceEvolution;
import io.dormouse.core.instance.state.Resources;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.BucketDeleted;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DataExported;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.ReplicaRestartOrdered;
import io.dormouse.language.instance.InstanceEvent.ResourceEvent;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.SchemaDropped;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.ResourceStatus.DatabaseChosen;
import io.dormouse.language.resources.ResourceStatus.Exported;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.ResourceStatus.Revoked;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Decisions on the provisioner's reports. */
public final class ResourceDecider {

  private ResourceDecider() {}

  /** Reports of an older request, or of an earlier life of the instance, change nothing. */
  public static Decision decide(InstanceState state, ResourceReport report) {
    if (!(state instanceof Living living)
        || living.facts().resources() == null
        || !living.facts().resources().id().equals(report.resource())
        || living.facts().resources().request() != report.request()) {
      return outdated(
          "Request %d for the resources %s is not the current one."
              .formatted(report.request(), report.resource()));
    }
    if (living.recentCommands().contains(report.id())) {
      return new Ignored(
          RejectionReason.DUPLICATE, "The report '%s' came before.".formatted(report.id()));
    }
    List<InstanceEvent> events = events(living, living.facts().resources(), report);
    return events.isEmpty()
        ? alreadySo("'%s' is %s.".formatted(living.id(), InstanceViews.describe(living)))
        : new Decision.Accepted(events);
  }

  private static List<InstanceEvent> events(
      Living state, Resources resources, ResourceReport report) {
    return switch (report.status()) {
      case Provided(var credentials) -> issued(state, resources, credentials);
      case DatabaseChosen(String server) -> ifPossible(state, resources, new DatabaseBound(server));
      case Revoked() -> ifPossible(state, resources, new AccessRevoked());
      case Exported(String location, long bytes) ->
          ifPossible(state, resources, new DataExported(location, bytes));
      case ResourceStatus.SchemaDropped() -> ifPossible(state, resources, new SchemaDropped());
      case ResourceStatus.BucketDeleted() ->
          ifPossible(state, resources, new BucketDeleted(), new InstanceRemoved());
      case StepFailed(var step, String message) ->
          ifPossible(state, resources, new ResourcesFailed(report.request(), step, message));
    };
  }

  private static List<InstanceEvent> ifPossible(
      Living state, Resources resources, ResourceEvent event, InstanceEvent... implied) {
    return ResourceEvolution.possible(state, resources, event)
        ? Stream.concat(Stream.of(event), Stream.of(implied)).toList()
        : List.of();
  }

  /** Credentials of the replicas that wait for them, and how each goes on. */
  private static List<InstanceEvent> issued(
      Living state, Resources resources, List<ReplicaCredentials> credentials) {
    List<InstanceEvent> events = new ArrayList<>();
    for (ReplicaCredentials each : credentials) {
      CredentialsIssued issued = new CredentialsIssued(each.credentials(), each.replica());
      if (ResourceEvolution.possible(state, resources, issued)) {
        events.add(issued);
        if (state instanceof Awake) {
          events.addAll(goesOn(state.facts(), state.facts().replica(each.replica())));
        }
      }
    }
    if (state instanceof Requested && events.size() == resources.access().size()) {
      events.add(new ResourcesProvided(ResourceMode.OWN));
    }
    return events;
  }

  private static List<InstanceEvent> goesOn(Facts facts, Replica replica) {
    return switch (replica.state()) {
      case Fencing s -> List.of(StartPlanner.queued(facts, replica));
      case Running s ->
          List.of(
              new ReplicaRestartOrdered(
                  facts.id(replica),
                  replica.generation(),
                  s.host(),
                  Cause.of(CauseKind.POLICY),
                  CredentialPolicy.VERSION));
      case ReplicaState s -> List.of();
    };
  }
}
