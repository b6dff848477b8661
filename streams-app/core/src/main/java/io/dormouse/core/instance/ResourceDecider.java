package io.dormouse.core.instance;

import static io.dormouse.core.instance.Decision.alreadySo;
import static io.dormouse.core.instance.Decision.outdated;

import io.dormouse.core.instance.Decision.Ignored;
import io.dormouse.core.instance.policy.CredentialPolicy;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Requested;
import io.dormouse.core.instance.state.InstanceState.Running;
import io.dormouse.core.instance.state.ResourceEvolution;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.BucketDeleted;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DataExported;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ResourceEvent;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.SchemaDropped;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.ResourceStatus.DatabaseChosen;
import io.dormouse.language.resources.ResourceStatus.Exported;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.ResourceStatus.Revoked;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import io.dormouse.language.resources.SealedCredentials;
import java.util.ArrayList;
import java.util.List;

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
    ResourceEvent event = event(report);
    return ResourceEvolution.possible(living, living.facts().resources(), event)
        ? new Decision.Accepted(with(event, living))
        : alreadySo("'%s' is %s.".formatted(living.id(), InstanceViews.describe(living)));
  }

  private static ResourceEvent event(ResourceReport report) {
    return switch (report.status()) {
      case DatabaseChosen(String server) -> new DatabaseBound(server);
      case Provided(SealedCredentials credentials) -> new CredentialsIssued(credentials);
      case Revoked() -> new AccessRevoked();
      case Exported(String location, long bytes) -> new DataExported(location, bytes);
      case ResourceStatus.SchemaDropped() -> new SchemaDropped();
      case ResourceStatus.BucketDeleted() -> new BucketDeleted();
      case StepFailed(var step, String message) ->
          new ResourcesFailed(report.request(), step, message);
    };
  }

  /** Events implied by this one. */
  private static List<InstanceEvent> with(ResourceEvent event, Living state) {
    List<InstanceEvent> events = new ArrayList<>(List.of(event));
    if (event instanceof CredentialsIssued && state instanceof Requested) {
      events.add(new ResourcesProvided(ResourceMode.OWN));
    }
    if (event instanceof CredentialsIssued && state instanceof Running) {
      Cause policy = Cause.of(CauseKind.POLICY);
      events.add(new InstancePassivated(policy, CredentialPolicy.VERSION, null));
      events.add(new InstanceWoken(policy));
    }
    if (event instanceof BucketDeleted) {
      events.add(new InstanceRemoved());
    }
    return events;
  }
}
