package io.dormouse.agents.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.Eventually;
import io.dormouse.agents.provisioner.kit.LogOfTheRun;
import io.dormouse.agents.provisioner.kit.Servers;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus.BucketDeleted;
import io.dormouse.language.resources.ResourceStatus.DatabaseChosen;
import io.dormouse.language.resources.ResourceStatus.Exported;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.ResourceStatus.Revoked;
import io.dormouse.language.resources.ResourceStatus.SchemaDropped;
import io.dormouse.language.resources.SealedCredentials;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.core.sync.RequestBody;

/** Commands while all servers work. */
class ProvisionerIT extends WholeProgram {

  ProvisionerIT(Servers servers) throws Exception {
    super(servers);
  }

  @Test
  void shouldProvideATenantFromNothing() throws Exception {
    ProvideResources command = provide(instance("acme"), resource("a"), 1, null, SEED);
    start(house());

    brain().command(command);

    assertThat(brain().await(DatabaseChosen.class, command).server()).isEqualTo("main");
    Provided provided = brain().await(Provided.class, command);
    Map<String, String> variables = opened(command.instance(), provided);
    assertThat(variables)
        .containsEntry("S3_BUCKET", "test-" + command.resource())
        .containsEntry("S3_ENDPOINT", servers().s3().endpoint())
        .containsEntry("S3_PATH_STYLE", "true")
        .containsEntry("AWS_REGION", "eu-west-1")
        .containsEntry("DATABASE_URL", servers().postgres().address("main").url())
        .containsEntry("DATABASE_USER", "dm_" + command.resource() + "_0_1")
        .containsEntry("PGUSER", "dm_" + command.resource() + "_0_1")
        .containsEntry("DATABASE_SCHEMA", "dm_" + command.resource())
        .containsKeys("AWS_ACCESS_KEY_ID", "PGHOST", "PGPORT", "PGDATABASE")
        .doesNotContainKeys("S3_PREFIX", "AWS_SESSION_TOKEN");
    assertThat(userKeys(command.resource())).containsValue(variables.get("AWS_SECRET_ACCESS_KEY"));
    try (Connection login = login(variables)) {
      assertThat(TestPostgres.ask(login, "SELECT text FROM notes"))
          .containsExactly("welcome to " + command.instance());
    }
    SealedCredentials sealed = provided.credentials().get(0).credentials();
    assertThatThrownBy(() -> servers().keys().open(new ReplicaId(command.instance(), 0), 2, sealed))
        .as("bound to the version")
        .isInstanceOf(GeneralSecurityException.class);
    for (ReplicaId other :
        List.of(new ReplicaId(command.instance(), 1), ReplicaId.parse("other.0"))) {
      assertThatThrownBy(() -> servers().keys().open(other, 1, sealed))
          .as("bound to the replica")
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void shouldRevokeOlderCredentialsBeforeItHandsOutNewOnes() throws Exception {
    ProvideResources first = provide(instance("acme"), resource("a"), 1, null, SEED);
    ProvideResources second = provide(instance("acme"), resource("a"), 2, "main", SEED);
    start(house());
    brain().command(first);
    Map<String, String> older = opened(first.instance(), brain().await(Provided.class, first));

    try (Connection session = login(older)) {
      brain().command(second);
      Map<String, String> newer = opened(first.instance(), brain().await(Provided.class, second));

      assertThatThrownBy(
              () -> TestPostgres.execute(session, "INSERT INTO notes VALUES ('from the older')"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> login(older)).isInstanceOf(SQLException.class);
      try (Connection login = login(newer)) {
        assertThat(TestPostgres.ask(login, "SELECT text FROM notes"))
            .as("seeded once, and nothing from the older")
            .hasSize(1);
      }
      assertThat(userKeys(first.resource()).keySet())
          .containsExactly(newer.get("AWS_ACCESS_KEY_ID"));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldHandOutTheSameCredentialsAfterARestart() throws Exception {
    ProvideResources command = provide(instance("acme"), resource("a"), 1, null, null);
    start(house());
    brain().command(command);
    Provided before = brain().await(Provided.class, command);
    stopAll();
    long committed = brain().committed();

    brain().command(command);
    start(house().with("--provisioner.id=another"));
    Eventually.holds("a second report", () -> provided(command.instance()).size() == 2);

    assertThat(committed).isEqualTo(1);
    assertThat(provided(command.instance()))
        .extracting(ResourceReport::status)
        .containsExactly(before, before);
    assertThat(provided(command.instance()).get(0).id())
        .isEqualTo(provided(command.instance()).get(1).id());
    try (Connection login = login(opened(command.instance(), before))) {
      assertThat(login.isValid(1)).isTrue();
    }
  }

  private List<ResourceReport> provided(InstanceId instance) {
    return brain().reports(instance).stream()
        .filter(report -> report.status() instanceof Provided)
        .toList();
  }

  @Test
  void shouldExportAndThenLeaveNothing() throws Exception {
    InstanceId acme = instance("acme");
    ResourceId id = resource("a");
    ProvideResources provide = provide(acme, id, 1, null, SEED);
    RevokeResources revoke = new RevokeResources(acme, id, 2, "main", true);
    RemoveResources remove = new RemoveResources(acme, id, 3, "main");
    start(house());
    brain().command(provide);
    Map<String, String> variables = opened(acme, brain().await(Provided.class, provide));
    put(id, "../up.txt", "a hostile key");

    brain().command(revoke);
    brain().await(Revoked.class, revoke);
    assertThatThrownBy(() -> login(variables)).isInstanceOf(SQLException.class);
    assertThat(userKeys(id)).isEmpty();
    Exported exported = brain().await(Exported.class, revoke);
    Map<String, String> archive = archive(Path.of(exported.location()));
    brain().command(remove);
    brain().await(SchemaDropped.class, remove);
    brain().await(BucketDeleted.class, remove);

    assertThat(exported.location()).endsWith("/exports/%s-%s-2.tar.gz".formatted(acme, id));
    assertThat(Files.size(Path.of(exported.location()))).isEqualTo(exported.bytes());
    assertThat(archive)
        .containsOnlyKeys("schema.sql", "objects/images/logo.svg", "objects/%2E%2E/up.txt")
        .containsEntry("objects/images/logo.svg", "<svg/>");
    assertThat(archive.get("schema.sql"))
        .contains("CREATE TABLE dm_" + id + ".notes", "welcome to " + acme)
        .doesNotContain("OWNER TO", TestPostgres.ADMINISTRATOR_PASSWORD);
    assertNothingIsLeft(id);
  }

  private void put(ResourceId id, String key, String content) {
    try (S3Clients clients = clients()) {
      clients
          .s3()
          .putObject(to -> to.bucket("test-" + id).key(key), RequestBody.fromString(content));
    }
  }

  private static Map<String, String> archive(Path file) throws Exception {
    Map<String, String> content = new TreeMap<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        content.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return content;
  }

  @Test
  void shouldProvideManyAtOnceEachWithExactlyOneOfEverything() throws Exception {
    int many = 40;
    start(house());
    List<ProvideResources> commands = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      commands.add(provide(instance("many-" + i), resource("m%03d".formatted(i)), 1, null, SEED));
    }
    for (ProvideResources command : commands) {
      brain().command(command);
      brain().command(command);
    }
    for (ProvideResources command : commands) {
      brain().await(Provided.class, command);
    }
    Eventually.holds("all finished", () -> committed() == 2L * many);

    assertThat(servers().postgres().ask("SELECT 1 FROM pg_namespace WHERE nspname LIKE 'dm\\_m%'"))
        .hasSize(many);
    assertThat(servers().postgres().ask("SELECT 1 FROM pg_roles WHERE rolname LIKE 'dm\\_m%'"))
        .hasSize(2 * many);
    assertThat(commands).allMatch(command -> userKeys(command.resource()).size() == 1);
  }

  @Test
  void shouldLogNoSecret() throws Exception {
    ProvideResources command = provide(instance("acme"), resource("a"), 1, null, null);
    try (LogOfTheRun log = new LogOfTheRun()) {
      start(house());
      brain().command(command);
      Map<String, String> variables =
          opened(command.instance(), brain().await(Provided.class, command));

      assertThat(log.lines()).isNotEmpty();
      for (String secret :
          List.of(
              variables.getOrDefault("DATABASE_PASSWORD", ""),
              variables.getOrDefault("AWS_SECRET_ACCESS_KEY", ""),
              TestPostgres.ADMINISTRATOR_PASSWORD,
              "root-secret-of-the-tests")) {
        assertThat(secret).isNotEmpty();
        assertThat(log.lines()).noneMatch(line -> line.contains(secret));
      }
    }
  }
}
