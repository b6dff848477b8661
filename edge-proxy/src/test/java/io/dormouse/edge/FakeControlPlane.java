package io.dormouse.edge;

import io.dormouse.edge.activity.ActivityOut;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.wake.Wakes;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.instance.ReplicaStage;
import io.dormouse.language.instance.ReplicaView;
import io.dormouse.language.resources.ResourceStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A control plane in memory: knows instances and domains, and records an edge's wakes and reports.
 */
public final class FakeControlPlane implements Wakes, ActivityOut {

  /** A wake that arrived. */
  public record Wake(InstanceId instance, WakingRequest why) {}

  private final RoutingTable table = new RoutingTable();
  private final List<Wake> wakes = new CopyOnWriteArrayList<>();
  private final List<ActivityReport> reports = new CopyOnWriteArrayList<>();
  private final Map<InstanceId, Long> generations = new ConcurrentHashMap<>();
  private final AtomicLong sequence = new AtomicLong();
  private volatile boolean down;

  public RoutingTable table() {
    return table;
  }

  public List<Wake> wakes() {
    return wakes;
  }

  public List<ActivityReport> reports() {
    return reports;
  }

  /** Makes all wakes and reports fail from now on, or arrive again. */
  public void down(boolean is) {
    down = is;
  }

  @Override
  public CompletionStage<?> wake(InstanceId instance, WakingRequest why) {
    if (down) {
      return CompletableFuture.failedFuture(new IllegalStateException("down"));
    }
    wakes.add(new Wake(instance, why));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> report(ActivityReport report) {
    if (down) {
      return CompletableFuture.failedFuture(new IllegalStateException("down"));
    }
    reports.add(report);
    return CompletableFuture.completedFuture(null);
  }

  public void routeToUri(String domain, String uri) {
    routeToUri(domain, uri, DomainOptions.DEFAULT);
  }

  public void routeToUri(String domain, String uri, DomainOptions options) {
    route(domain, new RouteTarget.ToUri(uri), options);
  }

  /** Puts the instance into this status; its domain is its id under example.org. */
  public void is(String id, InstanceStatus status) {
    put(Views.of(id, sequence.incrementAndGet()).with(status));
  }

  /** Lets the instance wait for room in a pool. */
  public void isQueuedIn(String pool, String id) {
    put(Views.of(id, sequence.incrementAndGet()).queuedIn(pool));
  }

  /** Puts the instance into the state of stopping, to start again right after. */
  public void stopsAndStartsAgain(String id) {
    put(Views.of(id, sequence.incrementAndGet()).with(InstanceStatus.STOPPING).wakePending());
  }

  /** Lets the instance serve at that port of this machine, in a new generation. */
  public void runs(String id, int port) {
    long generation = generations.merge(new InstanceId(id), 1L, Long::sum);
    put(
        Views.of(id, sequence.incrementAndGet())
            .with(InstanceStatus.RUNNING)
            .at("127.0.0.1", port, generation));
  }

  /** Puts the only replica of the instance into this stage, and the instance with it. */
  public void replicaIs(String id, ReplicaStage stage, long generation) {
    put(
        Views.of(id, sequence.incrementAndGet())
            .with(InstanceStatus.valueOf(stage.name()))
            .replica(stage, generation));
  }

  /** Puts the instance and its replicas into these states. */
  public void is(String id, InstanceStatus status, ReplicaView... replicas) {
    put(Views.of(id, sequence.incrementAndGet()).with(status).replicas(replicas));
  }

  /** Lets the instance serve with this replica, as the brain says. */
  public void runs(String id, Endpoint replica) {
    put(
        Views.of(id, sequence.incrementAndGet())
            .with(InstanceStatus.RUNNING)
            .endpoints(replica)
            .replica(ReplicaStage.RUNNING, replica.generation()));
  }

  /** Lets the host of all replicas report one as ready, before the brain says so. */
  public void reportsReady(String id, Endpoint at) {
    reports(
        id,
        at.replica(),
        at.generation(),
        new ReplicaStatus.Ready(at.address(), at.port(), Views.PHASES));
  }

  /** Lets the host of all replicas report one in this status. */
  public void reports(String id, int replica, long generation, ReplicaStatus status) {
    table.reported(
        ReplicaReport.of(
            Views.HOST, new ReplicaId(new InstanceId(id), replica), generation, status));
  }

  /** Lets the instance serve with these replicas. */
  public void runs(String id, Serving how, Endpoint... replicas) {
    put(
        Views.of(id, sequence.incrementAndGet())
            .with(InstanceStatus.RUNNING)
            .serving(how)
            .endpoints(replicas));
  }

  public void failed(String id, String message, Instant retryAt) {
    failed(id, FailureKind.EXITED_BEFORE_READY, message, retryAt);
  }

  /**
   * Lets the instance fail in this way. It starts again at once if the time of its next try is
   * past.
   */
  public void failed(String id, FailureKind kind, String message, Instant retryAt) {
    Failure failure = new Failure(kind, message, 3, List.of("secret log line"));
    put(
        Views.of(id, sequence.incrementAndGet())
            .with(InstanceStatus.FAILED)
            .failed(failure, new Backoff("backoff-1", 1, retryAt)));
  }

  /** Puts the instance into this status after the provisioner gave up. */
  public void resourcesFailed(String id, InstanceStatus status, String serverSaid) {
    put(
        Views.of(id, sequence.incrementAndGet())
            .with(status)
            .resourcesFailed(ResourceStep.CREATE_SCHEMA, serverSaid));
  }

  /** Lets the instance fail because its host could not open its credentials. */
  public void credentialsUnreadable(String id, String hostSaid, Instant retryAt) {
    Failure failure = new Failure(FailureKind.CREDENTIALS_UNREADABLE, hostSaid, null, List.of());
    put(
        Views.of(id, sequence.incrementAndGet())
            .with(InstanceStatus.FAILED)
            .failed(failure, new Backoff("backoff-1", 1, retryAt)));
  }

  public void gone(String id) {
    table.remove(new InstanceId(id));
  }

  private void put(Views view) {
    InstanceView built = view.build();
    route(
        built.id() + ".example.org", new RouteTarget.ToInstance(built.id()), DomainOptions.DEFAULT);
    table.put(built);
  }

  private void route(String domain, RouteTarget target, DomainOptions options) {
    table.put(
        new DomainRoute(
            new DomainName(domain), target, Instant.EPOCH, new CommandId("test-route"), options));
  }
}
