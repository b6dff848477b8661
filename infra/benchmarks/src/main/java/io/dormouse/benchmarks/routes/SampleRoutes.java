package io.dormouse.benchmarks.routes;

import io.dormouse.edge.route.RoutingTable;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourcesView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** The routes of typical tenants: each has a domain and resources, one in ten is awake. */
final class SampleRoutes {

  private final Random random = new Random(1);
  private final int port;

  /**
   * @param port the port of this machine at which the awake ones serve
   */
  SampleRoutes(int port) {
    this.port = port;
  }

  static String domain(int tenant) {
    return "tenant-%d.apps.example.org".formatted(tenant);
  }

  static InstanceId instance(int tenant) {
    return new InstanceId("tenant-" + tenant);
  }

  RoutingTable table(int tenants) {
    RoutingTable table = new RoutingTable();
    for (int tenant = 0; tenant < tenants; tenant++) {
      table.put(route(tenant));
      table.put(view(tenant));
    }
    return table;
  }

  private DomainRoute route(int tenant) {
    return new DomainRoute(
        new DomainName(domain(tenant)),
        new RouteTarget.ToInstance(instance(tenant)),
        someTime(),
        new CommandId("api-" + new UUID(random.nextLong(), random.nextLong())));
  }

  private InstanceView view(int tenant) {
    boolean awake = tenant % 10 == 0;
    WakingRequest request =
        new WakingRequest("GET", "/documents/*", "firefox", Long.toHexString(random.nextLong()));
    String resource =
        "res%13s".formatted(Long.toString(random.nextLong() >>> 1, 36)).replace(' ', '0');
    return new InstanceView(
        instance(tenant),
        new BlueprintId("notes"),
        3,
        new OwnerId("owner-" + random.nextInt(300_000)),
        awake ? InstanceStatus.RUNNING : InstanceStatus.ASLEEP,
        someTime(),
        1 + random.nextInt(400),
        1 + random.nextInt(40),
        awake ? new HostId("host-" + random.nextInt(50)) : null,
        awake ? "127.0.0.1" : null,
        awake ? port : 0,
        false,
        List.of(new DomainName(domain(tenant))),
        List.of(InstanceAction.values()).subList(0, 3),
        PassivationPolicy.DEFAULT,
        512 << 20,
        Duration.ofMillis(1_000 + random.nextInt(5_000)),
        tenant % 3 == 0 ? null : Cause.by(request),
        null,
        null,
        new ResourcesView(new ResourceId(resource), "main", 2, 2, null, null, null),
        null,
        null,
        null,
        List.of(),
        Serving.DEFAULT,
        null,
        null,
        List.of(),
        false,
        false);
  }

  private Instant someTime() {
    return Instant.ofEpochMilli(1_790_000_000_000L + random.nextLong(30_000_000_000L));
  }
}
