package io.dormouse.core.instance.state;

import static io.dormouse.core.instance.state.InstanceEvolution.ended;
import static io.dormouse.core.instance.state.InstanceEvolution.withFacts;

import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Fencing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Placed;
import io.dormouse.core.instance.state.InstanceState.Queued;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.InstanceState.Starting;
import io.dormouse.core.instance.state.InstanceState.Stopping;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.BucketDeleted;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DataExported;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.RemovalStarted;
import io.dormouse.language.instance.InstanceEvent.ResourceEvent;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.instance.InstanceEvent.SchemaDropped;
import java.time.Instant;
import java.util.Set;

/** The state after events of the instance's resources. */
public final class ResourceEvolution {

  private ResourceEvolution() {}

  static Existing evolve(Living state, Facts facts, ResourceEvent event, Instant now) {
    return switch (event) {
      case DatabaseBound e -> withFacts(state, facts.withResources(r -> r.boundTo(e.server())));
      case CredentialsIssued e -> issued(state, facts, e, now);
      case ResourcesRequested e -> tried(state, facts.withResources(Resources::asked), now);
      case ResourcesFailed e ->
          tried(state, facts.withResources(r -> r.failed(e.step(), e.message())), now);
      case AccessRevoked e -> revoked((Retired) state, facts);
      case DataExported e -> withFacts(state, facts.withResources(r -> r.exportedTo(e.location())));
      case RemovalStarted e -> new Removing(facts.withResources(Resources::asked).enteredAt(now));
      case SchemaDropped e -> withFacts(state, facts);
      case BucketDeleted e -> withFacts(state, facts);
    };
  }

  /** The wait begins with the newest try if nothing else is pending. */
  private static Existing tried(Living state, Facts facts, Instant now) {
    return withFacts(state, state instanceof Fencing ? facts.enteredAt(now) : facts);
  }

  private static Existing issued(Living state, Facts before, CredentialsIssued e, Instant now) {
    Facts facts = before.withResources(r -> r.issued(e.credentials())).unconfirmedOn(null);
    return state instanceof Fencing
        ? new Queued(facts.stillWanted(now).queuedAt(now), Set.of())
        : withFacts(state, facts);
  }

  private static Retired revoked(Retired state, Facts facts) {
    return new Retired(facts.unconfirmedOn(null), state.until(), state.export(), true);
  }

  private static boolean mayRun(Living state) {
    return state instanceof Placed && !(state instanceof Stopping);
  }

  /** True if the event can follow the state. */
  public static boolean possible(Living state, Resources resources, ResourceEvent event) {
    return switch (event) {
      case DatabaseBound e -> resources.server() == null && !ended(state);
      case CredentialsIssued e ->
          !(state instanceof Starting || state instanceof Queued || ended(state))
              && resources.pending()
              && e.credentials().version() == resources.request();
      case ResourcesRequested e ->
          resources.failure() != null || resources.canEnd() || !mayRun(state);
      case ResourcesFailed e -> e.request() == resources.request();
      case AccessRevoked e -> state instanceof Retired retired && !retired.revoked();
      case DataExported e -> state instanceof Retired && resources.exported() == null;
      case RemovalStarted e -> state instanceof Retired;
      case SchemaDropped e -> state instanceof Removing;
      case BucketDeleted e -> state instanceof Removing;
    };
  }
}
