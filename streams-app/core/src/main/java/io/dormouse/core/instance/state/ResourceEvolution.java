package io.dormouse.core.instance.state;

import static io.dormouse.core.instance.state.InstanceEvolution.ended;
import static io.dormouse.core.instance.state.InstanceEvolution.withFacts;

import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.InstanceState.Removing;
import io.dormouse.core.instance.state.InstanceState.Retired;
import io.dormouse.core.instance.state.ReplicaState.Fencing;
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
import org.jspecify.annotations.Nullable;

/** The state after events of the instance's resources. */
public final class ResourceEvolution {

  private ResourceEvolution() {}

  static Existing evolve(Living state, Facts facts, ResourceEvent event, Instant now) {
    return switch (event) {
      case DatabaseBound e -> withFacts(state, facts.withResources(r -> r.boundTo(e.server())));
      case CredentialsIssued e ->
          withFacts(
              state,
              facts
                  .withResources(r -> r.issued(e.replica(), e.credentials()))
                  .with(facts.replica(e.replica()).fenced()));
      case ResourcesRequested e -> withFacts(state, asked(facts, e.replica(), now));
      case ResourcesFailed e ->
          withFacts(state, triedAt(facts.withResources(r -> r.failed(e.step(), e.message())), now));
      case AccessRevoked e -> revoked((Retired) state, facts);
      case DataExported e -> withFacts(state, facts.withResources(r -> r.exportedTo(e.location())));
      case RemovalStarted e -> new Removing(facts.withResources(Resources::asked).enteredAt(now));
      case SchemaDropped e -> withFacts(state, facts);
      case BucketDeleted e -> withFacts(state, facts);
    };
  }

  private static Facts asked(Facts facts, @Nullable Integer replica, Instant now) {
    return triedAt(
        facts.withResources(r -> replica == null ? r.asked() : r.askedFor(replica)), now);
  }

  /** The facts with a wait that begins with the newest try. */
  private static Facts triedAt(Facts facts, Instant now) {
    return facts.withReplicas(replica ->
        replica.state() instanceof Fencing fencing ? replica.in(fencing.at(now)) : replica);
  }

  private static Retired revoked(Retired state, Facts facts) {
    return new Retired(facts.withReplicas(Replica::fenced), state.until(), state.export(), true);
  }

  /** True if the event can follow the state. */
  public static boolean possible(Living state, Resources resources, ResourceEvent event) {
    return switch (event) {
      case DatabaseBound e -> resources.server() == null && !ended(state);
      case CredentialsIssued e ->
          !ended(state)
              && e.replica() < resources.access().size()
              && resources.of(e.replica()).pending()
              && e.credentials().version() == resources.of(e.replica()).wanted();
      case ResourcesRequested e -> e.replica() == null || e.replica() < resources.access().size();
      case ResourcesFailed e -> e.request() == resources.request();
      case AccessRevoked e -> state instanceof Retired retired && !retired.revoked();
      case DataExported e -> state instanceof Retired && resources.exported() == null;
      case RemovalStarted e -> state instanceof Retired;
      case SchemaDropped e -> state instanceof Removing;
      case BucketDeleted e -> state instanceof Removing;
    };
  }
}
