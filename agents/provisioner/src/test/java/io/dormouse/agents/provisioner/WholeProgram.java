package io.dormouse.agents.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.kit.Brain;
import io.dormouse.agents.provisioner.kit.Servers;
import io.dormouse.agents.provisioner.kit.ServersOfTheRun;
import io.dormouse.agents.provisioner.kit.TestInstallation;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.SeedName;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole program between a real Kafka, a real PostgreSQL and an S3 server. */
@ExtendWith(ServersOfTheRun.class)
abstract class WholeProgram {

  static final SeedName SEED = new SeedName("notes");

  private final Servers servers;
  private final int test;
  private final Brain brain;
  private final List<Provisioner> provisioners = new ArrayList<>();

  /** Gives each test topics, instances and resources of its own. */
  WholeProgram(Servers servers) throws Exception {
    this.servers = servers;
    this.test = servers.nextTest();
    this.brain = new Brain(servers.broker(), prefix());
  }

  @AfterEach
  void end() {
    stopAll();
    brain.close();
  }

  Servers servers() {
    return servers;
  }

  String prefix() {
    return "test" + test + ".";
  }

  Brain brain() {
    return brain;
  }

  TestInstallation house() {
    return TestInstallation.of(servers.s3(), servers.iam())
        .with(brain.flags())
        .with(
            "--database.servers=main=" + servers.postgres().address("main").url(),
            "--database.password=" + TestPostgres.ADMINISTRATOR_PASSWORD,
            "--credentials.public.keyset=" + servers.folder().resolve("public.json"),
            "--seeds.dir=" + servers.folder().resolve("seeds"),
            "--exports.location=" + servers.folder().resolve("exports"),
            "--exports.work.dir=" + servers.folder().resolve("work"));
  }

  Provisioner notStarted(TestInstallation of) {
    Provisioner provisioner = new Provisioner(of.settings());
    provisioners.add(provisioner);
    return provisioner;
  }

  void start(TestInstallation of) throws InterruptedException {
    notStarted(of).start();
  }

  void stopAll() {
    provisioners.forEach(Provisioner::close);
    provisioners.clear();
  }

  /** An id that no other test has. */
  ResourceId resource(String begin) {
    int digits = 16 - begin.length();
    return new ResourceId(begin + ("%0" + digits + "d").formatted(test));
  }

  InstanceId instance(String name) {
    return new InstanceId(name + "-" + test);
  }

  /** A command for one replica without credentials. */
  static ProvideResources provide(
      InstanceId instance,
      ResourceId resource,
      long request,
      @Nullable String server,
      @Nullable SeedName seed) {
    return new ProvideResources(
        instance, resource, request, server, seed, List.of(new ReplicaAccess(0, request, false)));
  }

  /** The variables of the only replica that got credentials. */
  Map<String, String> opened(InstanceId instance, Provided provided)
      throws GeneralSecurityException {
    assertThat(provided.credentials()).hasSize(1);
    return opened(instance, provided, 0);
  }

  Map<String, String> opened(InstanceId instance, Provided provided, int replica)
      throws GeneralSecurityException {
    ReplicaCredentials credentials =
        provided.credentials().stream()
            .filter(one -> one.replica() == replica)
            .findFirst()
            .orElseThrow();
    return servers.keys().open(instance, credentials).environment();
  }

  Connection login(Map<String, String> variables) throws SQLException {
    return servers
        .postgres()
        .login(
            variables.getOrDefault("DATABASE_USER", ""),
            variables.getOrDefault("DATABASE_PASSWORD", ""));
  }

  /** The keys of all users of the tenant. */
  Map<String, String> userKeys(ResourceId resource) {
    Map<String, String> keys = new HashMap<>();
    servers
        .iam()
        .users()
        .forEach((name, user) -> {
          if (name.startsWith("dm-" + resource + "-")) {
            keys.putAll(user.keys());
          }
        });
    return keys;
  }

  void assertNothingIsLeft(ResourceId id) {
    String like = "LIKE 'dm\\_" + id + "%'";
    assertThat(servers.postgres().ask("SELECT rolname FROM pg_roles WHERE rolname " + like))
        .isEmpty();
    assertThat(servers.postgres().ask("SELECT nspname FROM pg_namespace WHERE nspname " + like))
        .isEmpty();
    assertThat(
            servers
                .postgres()
                .ask("SELECT 1 FROM dormouse.resources WHERE resource = '" + id + "'"))
        .isEmpty();
    assertThat(servers.iam().users().keySet()).noneMatch(name -> name.contains(id.value()));
    try (S3Clients clients = clients()) {
      assertThat(clients.s3().listBuckets().buckets())
          .noneMatch(bucket -> bucket.name().equals("test-" + id));
    }
  }

  S3Clients clients() {
    return new S3Clients(house().settings().s3(), house().settings().access(), 4);
  }

  long committed() {
    try {
      return brain.committed();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
