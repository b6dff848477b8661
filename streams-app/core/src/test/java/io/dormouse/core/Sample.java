package io.dormouse.core;

import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.SeedName;
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

  /** A blueprint of instances that have a bucket and a schema of their own. */
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

  /** Blueprints of instances with two replicas, with and without resources of their own. */
  public static final Blueprint TWO_BLUEPRINT =
      new Blueprint(
          new BlueprintId("archives"),
          1,
          SPEC,
          2,
          PassivationPolicy.DEFAULT,
          POOL,
          ResourceMode.OWN,
          null);

  public static final Blueprint TWO_SHARED_BLUEPRINT =
      new Blueprint(
          new BlueprintId("notebooks"),
          1,
          SPEC,
          2,
          PassivationPolicy.DEFAULT,
          POOL,
          ResourceMode.SHARED,
          null);

  public static final Plan TRIAL =
      new Plan(
          new PlanId("trial"),
          Duration.ofDays(14),
          List.of(Duration.ofDays(7), Duration.ofDays(3), Duration.ofDays(1)));

  public static final InstanceDefaults RULES =
      new InstanceDefaults("localhost", Duration.ofDays(7));

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

  /** A provisioner's report of one step of a command. */
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

  /** A report of ten seconds of use. */
  public static ActivityReport use(Duration idleFor, long requests, int open) {
    return new ActivityReport(
        ACME, "edge-1", Duration.ofSeconds(10), idleFor, requests, 100, 1000, open);
  }
}
