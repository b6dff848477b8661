package io.dormouse.edge;

import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.Backoff;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaStage;
import io.dormouse.language.instance.ReplicaView;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.ResourcesView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Views of instances as the streams app would publish them. */
public final class Views {

  /** The host of all replicas. */
  public static final HostId HOST = new HostId("host-1");

  /** The phases of a start; only the brain reads them. */
  public static final StartPhases PHASES =
      new StartPhases(Instant.EPOCH, null, null, null, null, null, null);

  private final InstanceId id;
  private final long sequence;
  private InstanceStatus status = InstanceStatus.ASLEEP;
  private long generation;
  private @Nullable String address;
  private int port;
  private boolean wakePending;
  private @Nullable Failure failure;
  private @Nullable Backoff backoff;
  private @Nullable ResourcesView resources;
  private List<Endpoint> endpoints = List.of();
  private Serving serving = Serving.DEFAULT;
  private @Nullable PoolName pool;
  private List<ReplicaView> replicas = List.of();

  private Views(InstanceId id, long sequence) {
    this.id = id;
    this.sequence = sequence;
  }

  public static Views of(String id, long sequence) {
    return new Views(new InstanceId(id), sequence);
  }

  public Views with(InstanceStatus is) {
    status = is;
    return this;
  }

  public Views queuedIn(String name) {
    pool = new PoolName(name);
    return with(InstanceStatus.QUEUED);
  }

  public Views at(String host, int onPort, long inGeneration) {
    address = host;
    port = onPort;
    generation = inGeneration;
    return this;
  }

  /** Several replicas, instead of the one of {@link #at}. */
  public Views endpoints(Endpoint... all) {
    endpoints = List.of(all);
    return at(all[0].address(), all[0].port(), all[0].generation());
  }

  /** One replica in this stage, on the only host. */
  public Views replica(ReplicaStage stage, long inGeneration) {
    return replicas(replica(0, stage, inGeneration));
  }

  public Views replicas(ReplicaView... all) {
    replicas = List.of(all);
    generation = all[0].generation();
    return this;
  }

  public static ReplicaView replica(int index, ReplicaStage stage, long inGeneration) {
    return new ReplicaView(index, stage, Instant.EPOCH, inGeneration, HOST, null, null);
  }

  public Views serving(Serving how) {
    serving = how;
    return this;
  }

  public Views wakePending() {
    wakePending = true;
    return this;
  }

  public Views failed(Failure how, @Nullable Backoff until) {
    failure = how;
    backoff = until;
    return this;
  }

  public Views resourcesFailed(ResourceStep step, String serverSaid) {
    ResourceId resource = new ResourceId("a123456789012345");
    resources = new ResourcesView(resource, "db-1", 1, 0, step, serverSaid, null);
    return this;
  }

  public InstanceView build() {
    return new InstanceView(
        id,
        new BlueprintId("notes"),
        1,
        new OwnerId("owner-1"),
        status,
        Instant.ofEpochSecond(1_700_000_000).plusMillis(sequence),
        sequence,
        generation,
        address == null ? null : HOST,
        address,
        port,
        wakePending,
        List.of(),
        List.of(),
        PassivationPolicy.DEFAULT,
        64 << 20,
        Duration.ofMillis(2_500),
        null,
        failure,
        backoff,
        resources,
        null,
        null,
        null,
        endpoints,
        serving,
        pool,
        null,
        replicas,
        false,
        false);
  }

  /** Writes a view, and the route of its domain, as the streams app does. */
  public static void publish(TopicWriter writer, InstanceView view) {
    DomainName domain = new DomainName(view.id() + ".example.org");
    DomainRoute route =
        new DomainRoute(
            domain,
            new RouteTarget.ToInstance(view.id()),
            Instant.EPOCH,
            new CommandId("test-route"));
    Eventually.get(writer.write(Topic.DOMAINS, domain.value(), Codecs.DOMAIN_ROUTE, route));
    Eventually.get(writer.write(Topic.INSTANCES, view.id().value(), Codecs.INSTANCE_VIEW, view));
  }
}
