package io.dormouse.core.instance;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.DOMAIN;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.START;

import io.dormouse.core.Sample;
import io.dormouse.core.instance.InstanceEffect.ToProvisioner;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.AccessRevoked;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.DomainAdded;
import io.dormouse.language.instance.InstanceEvent.FencingStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.InstanceFailed;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRemoved;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceStopped;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.RemovalStarted;
import io.dormouse.language.instance.InstanceEvent.ReplicaCrashed;
import io.dormouse.language.instance.InstanceEvent.ReplicaLost;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaQueued;
import io.dormouse.language.instance.InstanceEvent.ReplicaRefused;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceEvent.ResourcesRequested;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pasts of an instance, one for each state it can be in. */
public final class Lives {

  public static final Cause API = Cause.of(CauseKind.API);
  public static final Cause POLICY = Cause.of(CauseKind.POLICY);
  public static final Cause OPERATOR = Cause.of(CauseKind.OPERATOR);
  public static final PlacementInputs INPUTS =
      new PlacementInputs("spread/1", 2, 256 * Sample.MIB, 1024 * Sample.MIB);
  public static final StartPhases PHASES =
      new StartPhases(
          START,
          START.plusMillis(5),
          START.plusMillis(6),
          START.plusMillis(50),
          START.plusMillis(300),
          START.plusMillis(400),
          START.plusMillis(700));
  public static final Failure CRASH =
      new Failure(FailureKind.CRASHED, "It ended by itself.", 137, List.of("killed"));
  public static final Failure MUTE =
      new Failure(FailureKind.NO_REPORT, "Nothing was heard of it.", null, List.of());

  public static final ResourceId RESOURCE = new ResourceId("r123456789abcdef");
  public static final ResourcesFailed FAILED_STEP =
      new ResourcesFailed(1, ResourceStep.CREATE_SCHEMA, "permission denied for database");

  private Lives() {}

  public static InstanceRequested requested() {
    return requested(PassivationAction.PASSIVATE);
  }

  public static InstanceRequested requested(PassivationAction action) {
    return new InstanceRequested(
        BLUEPRINT.id(),
        BLUEPRINT.version(),
        BLUEPRINT.spec(),
        new FixedIdle(Duration.ofMinutes(5), action),
        BLUEPRINT.pool(),
        new OwnerId("owner-1"),
        DOMAIN,
        ResourceMode.SHARED,
        null,
        null,
        null,
        1);
  }

  /** The request of an instance with a bucket and a schema of its own. */
  public static InstanceRequested requestedOwn() {
    return requestedOwn(null);
  }

  public static InstanceRequested requestedOwn(@Nullable Plan plan) {
    InstanceRequested shared = requested();
    return new InstanceRequested(
        Sample.OWN_BLUEPRINT.id(),
        Sample.OWN_BLUEPRINT.version(),
        shared.spec(),
        shared.passivation(),
        shared.pool(),
        shared.owner(),
        shared.domain(),
        ResourceMode.OWN,
        Sample.OWN_BLUEPRINT.seed(),
        plan,
        RESOURCE,
        1);
  }

  public static InstanceRequested requestedOwnKeptAwake() {
    InstanceRequested own = requestedOwn();
    return new InstanceRequested(
        own.blueprint(),
        own.blueprintVersion(),
        own.spec(),
        new FixedIdle(Duration.ofMinutes(5), PassivationAction.KEEP_AWAKE),
        own.pool(),
        own.owner(),
        own.domain(),
        own.resources(),
        own.seed(),
        null,
        own.resource(),
        own.replicas());
  }

  public static CredentialsIssued issued(long version) {
    return new CredentialsIssued(credentials(version), 0);
  }

  public static SealedCredentials credentials(long version) {
    return new SealedCredentials(version, "key-1", "c2VhbGVk" + version, null);
  }

  public static InstanceDeleted deletedAt(boolean export) {
    return new InstanceDeleted(API, export, START.plusSeconds(60));
  }

  public static List<InstanceEvent> ownAsleep() {
    return ownAsleep(null);
  }

  public static List<InstanceEvent> ownAsleep(@Nullable Plan plan) {
    return List.of(
        requestedOwn(plan),
        new DatabaseBound("pg-1"),
        issued(1),
        new ResourcesProvided(ResourceMode.OWN),
        new DomainAdded(DOMAIN));
  }

  public static List<InstanceEvent> ownRunning() {
    return plus(ownAsleep(), new InstanceWoken(REQUEST), placed(1), started(1));
  }

  public static List<InstanceEvent> ownStopping(InstanceEvent... then) {
    return plus(plus(ownRunning(), new InstancePassivated(API, null, null)), then);
  }

  public static List<InstanceEvent> ownLost() {
    return ownStopping(lost());
  }

  public static ReplicaLost lost() {
    return new ReplicaLost(REPLICA, 1, HOST_1);
  }

  public static List<InstanceEvent> fencing() {
    return plus(ownLost(), new InstanceWoken(REQUEST), new FencingStarted(REPLICA, 1, HOST_1));
  }

  public static List<InstanceEvent> retired() {
    return plus(asleep(), deletedAt(false));
  }

  public static List<InstanceEvent> ownRetired(boolean export) {
    return plus(ownAsleep(), deletedAt(export), new ResourcesRequested(API, null));
  }

  public static List<InstanceEvent> removing() {
    return plus(ownRetired(false), new AccessRevoked(), new RemovalStarted());
  }

  public static ReplicaPlaced placed(long generation) {
    return new ReplicaPlaced(REPLICA, generation, HOST_1, false, INPUTS);
  }

  public static ReplicaCrashed crashed(long generation) {
    return new ReplicaCrashed(REPLICA, generation, HOST_1, CRASH);
  }

  public static InstanceStarted started(long generation) {
    return new InstanceStarted(REPLICA, generation, HOST_1, "10.0.0.7", 8080, PHASES);
  }

  public static ReplicaStopped ended(long generation) {
    return new ReplicaStopped(REPLICA, generation, HOST_1, 143);
  }

  /** The backoff ends ten seconds after the last event of {@link #failed()}. */
  public static InstanceFailed failed(Failure failure) {
    Backoff backoff = new Backoff("backoff/1", 1, START.plusSeconds(18));
    return new InstanceFailed(REPLICA, 1, HOST_1, failure, backoff, null);
  }

  public static List<InstanceEvent> asleep() {
    return List.of(
        requested(), new ResourcesProvided(ResourceMode.SHARED), new DomainAdded(DOMAIN));
  }

  public static List<InstanceEvent> queued() {
    return plus(asleep(), new InstanceWoken(REQUEST), new ReplicaQueued(REPLICA));
  }

  public static List<InstanceEvent> starting() {
    return plus(queued(), placed(1));
  }

  public static List<InstanceEvent> running() {
    return plus(starting(), started(1));
  }

  public static List<InstanceEvent> stopping(InstanceEvent... then) {
    return plus(plus(running(), new InstancePassivated(API, null, null)), then);
  }

  public static List<InstanceEvent> sleepsAgain() {
    return stopping(ended(1));
  }

  public static List<InstanceEvent> stopped() {
    return plus(asleep(), new InstanceStopped(OPERATOR));
  }

  public static List<InstanceEvent> failed() {
    return plus(running(), failed(CRASH));
  }

  /** An instance whose replica ended by itself three seconds ago and runs again. */
  public static List<InstanceEvent> runningAgain() {
    return plus(running(), crashed(1), new InstanceWoken(POLICY), placed(2), started(2));
  }

  public static List<InstanceEvent> failedKeptAwake() {
    List<InstanceEvent> events = new ArrayList<>(failed());
    events.set(0, requested(PassivationAction.KEEP_AWAKE));
    return events;
  }

  public static List<InstanceEvent> queuedKeptAwake() {
    List<InstanceEvent> events = new ArrayList<>(queued());
    events.set(0, requested(PassivationAction.KEEP_AWAKE));
    return events;
  }

  public static List<InstanceEvent> failedMute() {
    return plus(starting(), failed(MUTE));
  }

  public static List<InstanceEvent> deleted() {
    return plus(running(), deletedAt(false), ended(1), new InstanceRemoved());
  }

  /** Every state by name, and variants of some states. */
  public static Map<String, List<InstanceEvent>> all() {
    Map<String, List<InstanceEvent>> all = new LinkedHashMap<>();
    all.put("None", List.of());
    all.put("Requested", List.of(requested()));
    all.put("Asleep", asleep());
    all.put("Asleep after a run", sleepsAgain());
    all.put("Queued", queued());
    all.put(
        "Queued after a refusal",
        plus(starting(), new ReplicaRefused(REPLICA, 1, HOST_1, "no room")));
    all.put("Queued, kept awake", queuedKeptAwake());
    all.put("Starting", starting());
    all.put("Running", running());
    all.put("Running after a crash", runningAgain());
    all.put("Stopping then ASLEEP", stopping());
    all.put("Stopping then WOKEN", stopping(new InstanceWoken(REQUEST)));
    all.put("Stopping then STOPPED", stopping(new InstanceStopped(OPERATOR)));
    all.put("Stopping then DELETED", stopping(deletedAt(false)));
    all.put("Stopped", stopped());
    all.put("Failed", failed());
    all.put("Failed, kept awake", failedKeptAwake());
    all.put("Failed, host mute", failedMute());
    all.put("Failed, host mute, end confirmed", plus(failedMute(), ended(1)));
    all.put("Deleted", deleted());
    all.put("Retired", retired());
    all.put("own: Requested", List.of(requestedOwn()));
    all.put("own: Requested, failed", List.of(requestedOwn(), FAILED_STEP));
    all.put("own: Asleep", ownAsleep());
    all.put("own: Asleep, end not confirmed", ownLost());
    all.put("own: Running", ownRunning());
    all.put("own: Stopping then WOKEN", ownStopping(new InstanceWoken(REQUEST)));
    all.put(
        "own: Failed, host mute",
        plus(ownAsleep(), new InstanceWoken(REQUEST), placed(1), failed(MUTE)));
    all.put("own: Fencing", fencing());
    all.put("own: Retired", ownRetired(false));
    all.put("own: Retired, revoked", plus(ownRetired(false), new AccessRevoked()));
    all.put("own: Retired, to export", plus(ownRetired(true), new AccessRevoked()));
    all.put("own: Removing", removing());
    all.putAll(TwoReplicas.all());
    return all;
  }

  public static List<InstanceEvent> plus(List<InstanceEvent> events, InstanceEvent... more) {
    List<InstanceEvent> all = new ArrayList<>(events);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  /** The order to provide the instance's own resources. */
  public static ToProvisioner provide(ResourceId resource, long request, @Nullable String server) {
    return new ToProvisioner(
        new ProvideResources(
            Sample.ACME,
            resource,
            request,
            server,
            Sample.OWN_BLUEPRINT.seed(),
            List.of(new ReplicaAccess(0, request, false))));
  }

  /** The provisioner's report that the only replica has its credentials. */
  public static Provided provided(long version) {
    return new Provided(List.of(new ReplicaCredentials(0, credentials(version))));
  }
}
