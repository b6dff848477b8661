package io.dormouse.local.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.resources.ResourceStatus.BucketDeleted;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.resources.SeedName;
import io.dormouse.local.LocalServices;
import io.dormouse.local.provisioning.Trap.Side;
import io.dormouse.local.resources.Opener;
import io.dormouse.local.resources.Reports;
import io.dormouse.local.resources.TenantKeys;
import io.dormouse.local.supervision.ReadinessCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Kills one provisioner after the other while commands are held at calls 1, 2, 3 … of their work, a
 * tenant for each call. It goes on until a command ends without such a call; first with commands to
 * provide, then with commands to remove. Several tenants are held at once and end with one kill.
 */
final class KillRun implements AutoCloseable {

  private static final SeedName SEED = new SeedName("notes");

  /** The number of lines of a full inventory. */
  private static final int EVERYTHING = 9;

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long GLANCE_NANOS = Duration.ofMillis(1).toNanos();

  private final Trap trap;
  private final Relay s3;
  private final Relay iam;
  private final Relay postgres;
  private final Provisioner provisioner;
  private final ReadinessCheck readiness;
  private final Brain brain;
  private final Inventory inventory;
  private final Opener opener;

  private final String name;
  private int tenants;
  private int kills;
  private int halfWay;

  /**
   * The result of killing at every call.
   *
   * @param toProvide the number of calls to provide
   * @param toRemove the number of calls to remove
   * @param kills the number of kills
   * @param halfWay the number of tenants with some of their resources after a kill, but not all
   */
  record Seen(int toProvide, int toRemove, int kills, int halfWay) {}

  private record Tenant(InstanceId instance, ResourceId resource) {}

  private interface Check {
    void of(Tenant tenant) throws Exception;
  }

  KillRun(LocalServices services, Side side, int adminPort, Path log) throws Exception {
    this.name = side.name().toLowerCase(Locale.ROOT);
    String database = "kills_" + name;
    services.createDatabase(database);
    this.trap = new Trap(side);
    this.s3 = Relay.to(services.settings().ports().s3(), trap);
    this.iam = Relay.to(services.settings().ports().iam(), trap);
    this.postgres = Relay.to(services.settings().ports().postgres(), trap);
    this.provisioner =
        new Provisioner(
            services.provisioner(),
            Map.of(
                "concurrency",
                Integer.toString(Batch.MOST + 8),
                "database.pool.size",
                Integer.toString(Batch.MOST + 8),
                "topics.prefix",
                name + ".",
                "provisioner.id",
                name,
                "admin.port",
                Integer.toString(adminPort),
                "s3.endpoint",
                "http://127.0.0.1:" + s3.port(),
                "s3.public.endpoint",
                services.settings().s3().toString(),
                "iam.endpoint",
                "http://127.0.0.1:" + iam.port(),
                "database.servers",
                "main=jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.port(), database),
                "database.public.hosts",
                "main=127.0.0.1:" + services.settings().ports().postgres()),
            log);
    this.readiness =
        new ReadinessCheck.Http(URI.create("http://127.0.0.1:%d/ready".formatted(adminPort)));
    this.brain = Brain.start(Reports.kafka(services.settings().kafka(), name + "."));
    this.inventory = new Inventory(services, database);
    this.opener = Opener.with(services.data().privateKeyset());
  }

  /**
   * Provides and removes once without a kill. The process ends in its own way, so that the killed
   * ones have its class archive.
   */
  void prepare() throws Exception {
    provisioner.start();
    provisioner.awaitReady(readiness);
    Tenant tenant = provideInPeace();
    checkProvided(tenant);
    brain.command(new RemoveResources(tenant.instance(), tenant.resource(), 2, "main"));
    brain.await(tenant.resource(), 2, BucketDeleted.class);
    checkRemoved(tenant);
    provisioner.end();
  }

  /** Returns when the provisioner was killed at every call. */
  Seen killAtEveryCall() throws Exception {
    provisioner.start();
    provisioner.awaitReady(readiness);
    Deque<Tenant> provided = new ArrayDeque<>();
    int toProvide =
        killAtEveryCall(
            () -> nextTenant(),
            tenant -> provide(tenant),
            Provided.class,
            tenant -> {
              checkProvided(tenant);
              provided.add(tenant);
            });
    int toRemove =
        killAtEveryCall(
            () -> provided.isEmpty() ? provideInPeace() : provided.remove(),
            tenant -> new RemoveResources(tenant.instance(), tenant.resource(), 2, "main"),
            BucketDeleted.class,
            this::checkRemoved);
    return new Seen(toProvide, toRemove, kills, halfWay);
  }

  /** Returns the number of calls. */
  private <S extends ResourceStatus> int killAtEveryCall(
      Callable<Tenant> tenants,
      Function<Tenant, ResourceCommand> commands,
      Class<S> end,
      Check check)
      throws Exception {
    int call = 1;
    int calls = 0;
    while (calls == 0) {
      Batch batch = new Batch(commands, end);
      while (calls == 0 && batch.hasRoom()) {
        Tenant tenant = tenants.call();
        switch (batch.add(tenant, call)) {
          case HELD -> call++;
          case STUCK -> batch.close();
          case ENDED -> calls = trap.disarm();
        }
      }
      trap.disarm();
      provisioner.kill();
      trap.open();
      kills++;
      for (Tenant tenant : batch.tenants) {
        int found = inventory.of(tenant.resource()).size();
        halfWay += found > 0 && found < EVERYTHING ? 1 : 0;
      }
      provisioner.start();
      for (Tenant tenant : batch.tenants) {
        brain.await(tenant.resource(), commands.apply(tenant).request(), end);
        check.of(tenant);
      }
    }
    return calls;
  }

  /** The fate of a command one of whose calls was to be held. */
  private enum CommandFate {
    /** One of its calls is held. */
    HELD,
    /** It waits for a held command: for a lock, or for a connection. */
    STUCK,
    /** It ended without such a call. */
    ENDED
  }

  /** Commands that are held at the same time, so that one kill ends all of them. */
  private final class Batch {

    private static final int MOST = 32;

    /** Shorter than the time that a call to S3 may take. */
    private static final Duration LONGEST = Duration.ofSeconds(12);

    /** Shorter than the pause between two looks of the provisioner's watch, which are calls. */
    private static final Duration STUCK_AFTER = Duration.ofMillis(900);

    private final Function<Tenant, ResourceCommand> commands;
    private final Class<? extends ResourceStatus> end;
    private final List<Tenant> tenants = new ArrayList<>();
    private long closesAt = Long.MAX_VALUE;

    Batch(Function<Tenant, ResourceCommand> commands, Class<? extends ResourceStatus> end) {
      this.commands = commands;
      this.end = end;
    }

    boolean hasRoom() {
      return tenants.size() < MOST && System.nanoTime() < closesAt;
    }

    void close() {
      closesAt = System.nanoTime();
    }

    CommandFate add(Tenant tenant, int call) throws Exception {
      boolean first = tenants.isEmpty();
      ResourceCommand command = commands.apply(tenant);
      tenants.add(tenant);
      trap.arm(call);
      brain.command(command);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (first || trap.quiet().compareTo(STUCK_AFTER) < 0) {
        if (trap.isHeld()) {
          closesAt = first ? System.nanoTime() + LONGEST.toNanos() : closesAt;
          return CommandFate.HELD;
        }
        if (!brain.statuses(command.resource(), command.request(), end).isEmpty()) {
          return CommandFate.ENDED;
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("neither held nor ended: " + command);
        }
        LockSupport.parkNanos(GLANCE_NANOS);
      }
      return CommandFate.STUCK;
    }
  }

  private Tenant nextTenant() {
    tenants++;
    return new Tenant(
        new InstanceId("%s-%d".formatted(name, tenants)),
        new ResourceId("%c%015d".formatted(name.charAt(0), tenants)));
  }

  private static ProvideResources provide(Tenant tenant) {
    return new ProvideResources(
        tenant.instance(),
        tenant.resource(),
        1,
        null,
        SEED,
        List.of(new ReplicaAccess(0, 1, false)));
  }

  private Tenant provideInPeace() throws Exception {
    Tenant tenant = nextTenant();
    brain.command(provide(tenant));
    brain.await(tenant.resource(), 1, Provided.class);
    return tenant;
  }

  private void checkRemoved(Tenant tenant) throws Exception {
    assertThat(inventory.of(tenant.resource()))
        .as("after the removal of %s", tenant.instance())
        .isEmpty();
    brain.forget(tenant.instance());
  }

  private void checkProvided(Tenant tenant) throws Exception {
    InstanceId instance = tenant.instance();
    ResourceId resource = tenant.resource();
    assertThat(inventory.of(resource))
        .as(instance.value())
        .containsExactly(
            "bucket dormouse-" + resource,
            "object dormouse.svg",
            "object first-steps.txt",
            "object welcome.md",
            "user dm-%s-0-1, 1 key".formatted(resource),
            "role dm_" + resource,
            "role dm_%s_0_1".formatted(resource),
            "schema dm_" + resource,
            "registered");
    List<SealedCredentials> reported =
        brain.statuses(resource, 1, Provided.class).stream()
            .map(provided -> provided.credentials().getFirst().credentials())
            .distinct()
            .toList();
    assertThat(reported).as("credentials of %s", instance).hasSize(1);
    TenantKeys keys = opener.open(new ReplicaId(instance, 0), reported.getFirst());
    assertThat(inventory.keys(resource)).containsExactly(keys.key().id());
    try (S3Client objects = keys.s3();
        Connection connection = keys.database();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM documents")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(3);
      assertThat(objects.getObjectAsBytes(get -> get.bucket(keys.bucket()).key("welcome.md")))
          .isNotNull();
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    provisioner.close();
    brain.close();
    inventory.close();
    s3.close();
    iam.close();
    postgres.close();
  }
}
