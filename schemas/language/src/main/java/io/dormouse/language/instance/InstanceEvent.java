package io.dormouse.language.instance;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.Caused;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.resources.SeedName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of an instance. Folding all of them in order gives its state. */
public sealed interface InstanceEvent {

  /**
   * The instance exists, with the content of its blueprint at that time.
   *
   * @param domain domain claimed for it
   * @param resources true if it gets a bucket and a schema of its own
   * @param seed sample content for them, or null
   * @param plan the plan its owner signed up for, or null
   * @param resource id of its own resources outside its container, or null if it has none
   * @param replicas number of replicas that run while it is awake
   * @param followsBlueprint true if its policy is the blueprint's and changes with it; false in
   *     events of older versions, after which it keeps the policy that it got
   */
  record InstanceRequested(
      BlueprintId blueprint,
      int blueprintVersion,
      ReplicaSpec spec,
      PassivationPolicy passivation,
      PoolName pool,
      OwnerId owner,
      DomainName domain,
      ResourceMode resources,
      @Nullable SeedName seed,
      @Nullable Plan plan,
      @Nullable ResourceId resource,
      int replicas,
      boolean followsBlueprint)
      implements InstanceEvent {

    /** An instance that keeps the policy that it got. */
    public InstanceRequested(
        BlueprintId blueprint,
        int blueprintVersion,
        ReplicaSpec spec,
        PassivationPolicy passivation,
        PoolName pool,
        OwnerId owner,
        DomainName domain,
        ResourceMode resources,
        @Nullable SeedName seed,
        @Nullable Plan plan,
        @Nullable ResourceId resource,
        int replicas) {
      this(
          blueprint,
          blueprintVersion,
          spec,
          passivation,
          pool,
          owner,
          domain,
          resources,
          seed,
          plan,
          resource,
          replicas,
          false);
    }
  }

  /** Its bucket and schema are there: it can be started. */
  record ResourcesProvided(ResourceMode mode) implements InstanceEvent {}

  /** Events of the resources that it owns outside its container. */
  sealed interface ResourceEvent extends InstanceEvent {}

  /** Its schema is or will be on that database server. */
  record DatabaseBound(String server) implements ResourceEvent {}

  /**
   * Of a replica only these credentials are valid from now on; its older ones are refused.
   *
   * @param replica index of the replica
   */
  record CredentialsIssued(SealedCredentials credentials, int replica) implements ResourceEvent {}

  /**
   * The provisioner was asked again: for new credentials, for a request that it gave up, or for the
   * end of all access to a deleted instance.
   *
   * @param replica index of the replica that needs new credentials, or null for all that wait
   */
  record ResourcesRequested(Cause cause, @Nullable Integer replica)
      implements ResourceEvent, Caused {}

  /** The provisioner gave up; an operator has to repair the cause and ask again. */
  record ResourcesFailed(long request, ResourceStep step, String message)
      implements ResourceEvent {}

  record DomainAdded(DomainName domain) implements InstanceEvent {}

  record DomainRemoved(DomainName domain) implements InstanceEvent {}

  /** The instance is wanted awake. */
  record InstanceWoken(Cause cause) implements InstanceEvent, Caused {}

  /**
   * A replica waits for a host.
   *
   * @param since time by which it takes its place in the queue, or null for that of its wake
   * @param excluded hosts that refused it before in this wake, the latest one last
   */
  record ReplicaQueued(ReplicaId replica, @Nullable Instant since, List<HostId> excluded)
      implements InstanceEvent {

    public ReplicaQueued {
      excluded = List.copyOf(excluded);
    }

    /** A replica at the place of its wake, which no host has refused. */
    public ReplicaQueued(ReplicaId replica) {
      this(replica, null, List.of());
    }
  }

  /**
   * New credentials were asked for, which lock out an older generation before a newer one starts.
   *
   * @param generation the generation that is locked out
   * @param host host where it may still run, or null if it only has to get other credentials
   */
  record FencingStarted(ReplicaId replica, long generation, @Nullable HostId host)
      implements InstanceEvent {}

  /**
   * A replica was told to stop, and starts again once it has stopped.
   *
   * @param policy version of the rule that decided
   */
  record ReplicaRestartOrdered(
      ReplicaId replica, long generation, HostId host, Cause cause, String policy)
      implements InstanceEvent, Caused {}

  /**
   * A host was chosen and told to run it.
   *
   * @param sticky true if it is the host that ran it last, chosen without the scheduler
   */
  record ReplicaPlaced(
      ReplicaId replica, long generation, HostId host, boolean sticky, PlacementInputs inputs)
      implements InstanceEvent {}

  /** The host had no room after all; the replica waits for another host. */
  record ReplicaRefused(ReplicaId replica, long generation, HostId host, String reason)
      implements InstanceEvent {}

  /** The replica is ready to serve at the address. */
  record InstanceStarted(
      ReplicaId replica, long generation, HostId host, String address, int port, StartPhases phases)
      implements InstanceEvent {}

  /**
   * A start failed, or a running replica ended by itself, while others of the instance run or
   * start.
   *
   * @param backoff time before which it is not started again
   * @param phases phases that the start reached, or null if the host did not report them
   */
  record ReplicaFailed(
      ReplicaId replica,
      long generation,
      HostId host,
      Failure failure,
      Backoff backoff,
      @Nullable StartPhases phases)
      implements InstanceEvent {}

  /**
   * A start failed, or a running replica ended by itself, and no other replica runs or starts.
   *
   * @param phases phases that the start reached, or null if the host did not report them
   */
  record InstanceFailed(
      ReplicaId replica,
      long generation,
      HostId host,
      Failure failure,
      Backoff backoff,
      @Nullable StartPhases phases)
      implements InstanceEvent {}

  /** A running replica ended by itself; nothing of it runs any more. */
  record ReplicaCrashed(ReplicaId replica, long generation, HostId host, Failure failure)
      implements InstanceEvent {}

  /**
   * The instance was used. Written at most every five minutes; the totals count from the event
   * before.
   */
  record ActivityRecorded(Instant lastUse, long requests, int openConnections)
      implements InstanceEvent {}

  /**
   * It goes to sleep.
   *
   * @param policy version of the rule that decided, or null if a command did
   * @param inputs inputs of the rule, or null if a command decided
   */
  record InstancePassivated(
      Cause cause, @Nullable String policy, @Nullable PassivationInputs inputs)
      implements InstanceEvent, Caused {}

  /** An operator or owner stopped it. */
  record InstanceStopped(Cause cause) implements InstanceEvent, Caused {}

  /**
   * Its deletion was requested: it stops, access to its resources is revoked, and later they are
   * removed.
   *
   * @param export true if its data is written to an archive first
   * @param restorableUntil earliest time of its removal
   */
  record InstanceDeleted(Cause cause, boolean export, Instant restorableUntil)
      implements InstanceEvent, Caused {}

  /** Access to its resources is revoked. */
  record AccessRevoked() implements ResourceEvent {}

  record DataExported(String location, long bytes) implements ResourceEvent {}

  /** The time to restore it is over; its resources are being removed. */
  record RemovalStarted() implements ResourceEvent {}

  record SchemaDropped() implements ResourceEvent {}

  record BucketDeleted() implements ResourceEvent {}

  /** Nothing of it is left. */
  record InstanceRemoved() implements InstanceEvent {}

  /** It was deleted and is restored. */
  record InstanceRestored(Cause cause) implements InstanceEvent, Caused {}

  /**
   * Its plan ends soon.
   *
   * @param before time from this notice to the end
   */
  record ExpiryNoticed(PlanId plan, Instant expiresAt, Duration before) implements InstanceEvent {}

  /**
   * Its plan has ended.
   *
   * @param at the end, which stays until the plan is changed; null in events of older versions,
   *     which forgot it
   */
  record InstanceExpired(PlanId plan, @Nullable Instant at) implements InstanceEvent {}

  record PlanChanged(Plan plan) implements InstanceEvent {}

  /**
   * Another passivation policy holds from now on. The actor is the one who changed the instance or
   * its blueprint.
   *
   * @param blueprintVersion version of the blueprint whose policy it is and which the instance
   *     follows, or null for a policy of its own
   */
  record PolicyChanged(PassivationPolicy passivation, @Nullable Integer blueprintVersion)
      implements InstanceEvent {}

  /**
   * The host did not confirm the end of this generation in time; it may still run there. It is
   * locked out of its resources before a newer one starts.
   *
   * @param queuedSince time by which it takes its place in the queue if it has to wait for another
   *     host, or null for that of its wake
   */
  record ReplicaLost(ReplicaId replica, long generation, HostId host, @Nullable Instant queuedSince)
      implements InstanceEvent {

    /** The loss of one that does not start again, or at the place of its wake. */
    public ReplicaLost(ReplicaId replica, long generation, HostId host) {
      this(replica, generation, host, null);
    }
  }

  /**
   * The host confirmed that nothing of this generation runs any more.
   *
   * @param changedFiles changed files in its container; null if there are none, or the host did not
   *     look
   */
  record ReplicaStopped(
      ReplicaId replica,
      long generation,
      HostId host,
      @Nullable Integer exitCode,
      @Nullable ChangedFiles changedFiles)
      implements InstanceEvent {

    /** A stop without changed files. */
    public ReplicaStopped(
        ReplicaId replica, long generation, HostId host, @Nullable Integer exitCode) {
      this(replica, generation, host, exitCode, null);
    }
  }
}
