package io.dormouse.streams;

import io.dormouse.schemas.blueprint.Blueprint;
import io.dormouse.schemas.blueprint.BlueprintId;
import io.dormouse.schemas.blueprint.PassivationPolicy;
import io.dormouse.schemas.blueprint.Readiness;
import io.dormouse.schemas.blueprint.ReplicaSpec;
import io.dormouse.schemas.blueprint.Serving;
import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.host.HeldReplica;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.HostReport;
import io.dormouse.schemas.host.HostView;
import io.dormouse.schemas.host.PoolName;
import io.dormouse.schemas.instance.Cause;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.OwnerId;
import io.dormouse.schemas.instance.ReplicaId;
import io.dormouse.schemas.instance.ResourceMode;
import io.dormouse.schemas.instance.WakingRequest;
import io.dormouse.schemas.resources.ResourceCommand;
import io.dormouse.schemas.resources.ResourceReport;
import io.dormouse.schemas.resources.ResourceStatus;
import io.dormouse.schemas.resources.SeedName;
import io.dormouse.schemas.signup.Plan;
import io.dormouse.schemas.signup.PlanId;
import io.dormouse.streams.instance.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Values that the tests of the brain share. */
public final class Sample {

  public static final InstanceId ACME = new InstanceId("acme");
  public static final ReplicaId REPLICA = new ReplicaId(ACME, 0);
  public static final DomainName DOMAIN = new DomainName("acme.localhost");
  public static final HostId HOST_1 = new HostId("host-1");
  public static final HostId HOST_2 = new HostId("host-2");
  public static final PoolName POOL = new PoolName("default");
  public static final OwnerId OWNER = new OwnerId("owner-1");
  public static final BlueprintId NOTES = new BlueprintId("notes");
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  public static final long MIB = 1 << 20;
  public static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  public static final ReplicaSpec SPEC =
      new ReplicaSpec(
          "notes:1",
          256 * MIB,
          500,
          8080,
          new Readiness("/healthz", START_TIMEOUT),
          Map.of("MODE", "test"),
          Duration.ofSeconds(5),
          Serving.DEFAULT);

  public static final Blueprint BLUEPRINT =
      new Blueprint(NOTES, 3, SPEC, 1, PassivationPolicy.DEFAULT, POOL, ResourceMode.SHARED, null);

  /** Of instances that have a bucket and a schema of their own. */
  public static final Blueprint OWN_BLUEPRINT =
      new Blueprint(
          new BlueprintId("archive"),
          1,
          SPEC,
          1,
          PassivationPolicy.DEFAULT,
          POOL,
          ResourceMode.OWN,
          new SeedName("samples"));

  public static final Plan TRIAL =
      new Plan(
          new PlanId("trial"),
          Duration.ofDays(14),
          List.of(Duration.ofDays(7), Duration.ofDays(3), Duration.ofDays(1)));

  public static final Rules RULES = new Rules("localhost", Duration.ofDays(7));

  public static final Cause REQUEST =
      Cause.by(new WakingRequest("GET", "/documents/*", "firefox", "h4sh"));

  private Sample() {}

  public static HostReport report(HostId host, long budgetMib, HeldReplica... held) {
    return new HostReport(
        host, POOL, "incarnation-1", "process", 2, budgetMib * MIB, List.of(held));
  }

  /** A host as the scheduler shows it. */
  public static HostView host(HostId host, long freeMib, Instant lastReport) {
    return new HostView(
        host, POOL, "process", 2, 1024 * MIB, (1024 - freeMib) * MIB, 0, lastReport, false);
  }

  /** What a provisioner says of one step of a command. */
  public static ResourceReport report(ResourceCommand command, ResourceStatus status) {
    return new ResourceReport(
        new CommandId(
            "%s/%d/%s"
                .formatted(
                    command.resource(), command.request(), status.getClass().getSimpleName())),
        "provisioner-1",
        command.instance(),
        command.resource(),
        command.request(),
        status);
  }
}
