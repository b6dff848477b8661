package io.dormouse.language.instance;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.resources.ResourcesView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current state of an instance, for edges, API and dashboard.
 *
 * @param since time at which the status was entered; while it is queued, time of its wake
 * @param sequence sequence of the newest event in it
 * @param generation newest generation of its first replica that runs, else of its first replica
 * @param address address of its first replica while it runs, else null; {@code port} is 0 then
 * @param wakePending true if it will be started as soon as it has stopped
 * @param expectedStart expected time of a start, from its own history
 * @param failure the failure, while it is failed
 * @param backoff time before which it is not tried again, while it is failed
 * @param resources its own resources, or null while it has none
 * @param expiresAt end of its plan, or null for never
 * @param restorableUntil end of the time to restore it, while it is retired
 * @param pool pool of hosts that may run it, or null in old views
 * @param endpoints addresses of its running replicas, in their order
 * @param replicas all of its replicas, in their order
 * @param degraded true if it runs with fewer replicas than it should have
 * @param followsBlueprint true if its policy is the blueprint's and changes with it
 */
public record InstanceView(
    InstanceId id,
    BlueprintId blueprint,
    int blueprintVersion,
    OwnerId owner,
    InstanceStatus status,
    Instant since,
    long sequence,
    long generation,
    @Nullable HostId host,
    @Nullable String address,
    int port,
    boolean wakePending,
    List<DomainName> domains,
    List<InstanceAction> legalActions,
    PassivationPolicy passivation,
    long memoryBytes,
    Duration expectedStart,
    @Nullable Cause lastCause,
    @Nullable Failure failure,
    @Nullable Backoff backoff,
    @Nullable ResourcesView resources,
    @Nullable PlanId plan,
    @Nullable Instant expiresAt,
    @Nullable Instant restorableUntil,
    List<Endpoint> endpoints,
    Serving serving,
    @Nullable PoolName pool,
    @Nullable ChangedFiles changedFiles,
    List<ReplicaView> replicas,
    boolean degraded,
    boolean followsBlueprint) {

  public InstanceView {
    domains = List.copyOf(domains);
    legalActions = List.copyOf(legalActions);
    replicas = List.copyOf(replicas);
    endpoints =
        endpoints.isEmpty() && address != null
            ? List.of(new Endpoint(0, generation, address, port))
            : List.copyOf(endpoints);
  }
}
