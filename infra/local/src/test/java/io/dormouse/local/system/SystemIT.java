package io.dormouse.local.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.local.client.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Promises of the whole system, tested with failures. All tests share one system, in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SystemIT {

  private static final int CROWD = 100;

  /** The streams app keeps the owners' records, so it has the login for them, and no other. */
  private static final String ITS_OWN_LOGIN = "owners.password in streams-app.hprof";

  private static final ObjectMapper JSON = new ObjectMapper();

  private WholeSystem system;

  @SuppressWarnings("NullAway.Init")
  SystemIT() {}

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    system = WholeSystem.start(data);
    system.putBlueprint("notes", Map.of());
    system.putBlueprint("hasty", Map.of("stopGrace", "1s"));
  }

  @AfterAll
  void end() throws Exception {
    system.close();
  }

  @Test
  @Order(1)
  void shouldGiveAHundredSignUpsExactlyOneOfEverything() throws Exception {
    try (TopicWriter writer = new TopicWriter(system.kafka(), "test", Duration.ofSeconds(10))) {
      for (int twice = 0; twice < 2; twice++) {
        for (int i = 0; i < CROWD; i++) {
          writer.write(Topic.SIGNUPS, "crowd-" + i, Codecs.SIGN_UP, signUp("crowd-" + i));
        }
      }
    }
    for (int i = 0; i < CROWD; i++) {
      system.awaitResources("crowd-" + i);
    }

    assertThat(count("SELECT count(*) FROM dormouse.resources")).isEqualTo(CROWD);
    assertThat(count("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'dm\\_%'"))
        .isEqualTo(CROWD);
    assertThat(count("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'dm\\_%' AND rolcanlogin"))
        .isEqualTo(CROWD);
    try (Stream<Path> buckets = Files.list(system.running().settings().data().of("s3"))) {
      assertThat(buckets.filter(bucket -> bucket.getFileName().toString().contains("-r")).count())
          .isEqualTo(CROWD);
    }
    for (int i = 0; i < CROWD; i++) {
      assertThat(system.api().history("crowd-" + i))
          .extracting(event -> event.path("type").asText())
          .containsExactlyInAnyOrder(
              "InstanceRequested",
              "DomainAdded",
              "DatabaseBound",
              "CredentialsIssued",
              "ResourcesProvided");
    }
  }

  @Test
  @Order(6)
  void shouldLeaveNoUnpackedFilesWhereAKillWouldLeaveThem() throws Exception {
    try (Stream<Path> files = Files.list(system.running().settings().data().temporary())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("librocksdbjni") || name.startsWith("vertx-cache"));
    }
  }

  private static SignUp signUp(String id) {
    return new SignUp(
        new CommandId("signup-" + id),
        new Actor(ActorKind.API_USER, "web-site"),
        new InstanceId(id),
        new BlueprintId("notes"),
        null,
        new OwnerId("owner-" + id),
        null);
  }

  @Test
  @Order(2)
  void shouldWaitWithSignUpsAndLeaveWhoRunsAloneWhileStorageIsAway() throws Exception {
    system.signUp("runs", "notes");
    assertThat(system.tenant("runs").get("/whoami").statusCode()).isEqualTo(200);

    long s3 = system.pid("s3");
    WholeSystem.signal("STOP", s3);
    try {
      system.askFor("patient", "notes");
      assertThat(system.tenant("runs").get("/whoami").statusCode()).isEqualTo(200);
      Await.until(
          "the database of 'patient' chosen",
          WholeSystem.PATIENCE,
          () -> Optional.of(system.view("patient")).filter(v -> v.path("sequence").asInt() > 1));
      assertThat(system.view("patient").path("status").asText()).isEqualTo("requested");
    } finally {
      WholeSystem.signal("CONT", s3);
    }
    system.awaitResources("patient");

    WholeSystem.signal("KILL", system.pid("postgres"));
    system.askFor("late", "notes");
    assertThat(system.tenant("runs").get("/whoami").statusCode()).isEqualTo(200);
    system.awaitResources("late");
    assertThat(system.tenant("late").get("/").statusCode()).isEqualTo(200);
    assertThat(system.view("runs").path("generation").asInt()).isEqualTo(1);
  }

  @Test
  @Order(3)
  void shouldLetNoSecretOutOfItsPath() throws Exception {
    Map<String, String> secrets = secrets();
    assertThat(secrets.keySet())
        .as("kinds of secrets that were planted")
        .contains(
            "s3.secret.key",
            "provisioner.password",
            "replica's DATABASE_PASSWORD",
            "replica's AWS_SECRET_ACCESS_KEY")
        .anyMatch(name -> name.startsWith("keyset "));
    String control = system.view("runs").path("resources").path("id").asText();
    secrets.put("control", control);
    SecretScan scan = new SecretScan(secrets);

    scan.inTopics(system.kafka());
    scan.inFolder(system.running().settings().data().logs());
    for (String path :
        List.of(
            "/v1/instances",
            "/v1/instances/runs",
            "/v1/instances/runs/history",
            "/v1/signups/signup-crowd-1",
            "/v1/hosts",
            "/v1/blueprints")) {
      scan.in("API " + path, system.api().get(path).expect(200).json().toString().getBytes(UTF_8));
    }
    scan.inFile(heapOf("streams-app"));

    assertThat(scan.found())
        .as("where secrets were found; the control shows that what is there is found")
        .contains(
            "control in dormouse.instance-events",
            "control in API /v1/instances/runs",
            "control in streams-app.hprof")
        .allMatch(where -> where.startsWith("control in ") || where.equals(ITS_OWN_LOGIN));
  }

  /** The secrets that must not be found, by name. */
  private Map<String, String> secrets() throws Exception {
    Map<String, String> secrets = new HashMap<>();
    for (String line : Files.readAllLines(system.running().settings().data().secrets())) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        secrets.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    secrets.keySet().removeIf(name -> name.contains("access.key"));
    String keyset = Files.readString(system.running().settings().data().privateKeyset());
    Pattern.compile("\"value\"\\s*:\\s*\"([^\"]{40,})\"")
        .matcher(keyset)
        .results()
        .forEach(found -> secrets.put("keyset " + found.start(), found.group(1)));
    List<String> environment = environmentOfAReplica();
    for (String line : environment) {
      if (line.startsWith("DATABASE_PASSWORD=") || line.startsWith("AWS_SECRET_ACCESS_KEY=")) {
        secrets.put(
            "replica's " + line.substring(0, line.indexOf('=')),
            line.substring(line.indexOf('=') + 1));
      }
    }
    return secrets;
  }

  private List<String> environmentOfAReplica() throws Exception {
    if (system.running().settings().usesDocker()) {
      String name =
          output("docker", "ps", "--format", "{{.Names}}")
              .lines()
              .filter(line -> line.contains("-runs.0-"))
              .findFirst()
              .orElseThrow();
      return output(
              "docker", "inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", name)
          .lines()
          .toList();
    }
    JsonNode whoami = JSON.readTree(system.tenant("runs").get("/whoami").body());
    return List.of(
        Files.readString(Path.of("/proc/" + whoami.path("pid").asLong() + "/environ")).split("\0"));
  }

  private Path heapOf(String program) throws Exception {
    Path file = system.running().settings().data().of(program + ".hprof");
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    output(jcmd.toString(), Long.toString(system.pid(program)), "GC.heap_dump", file.toString());
    return file;
  }

  @Test
  @Order(4)
  void shouldLockTheOlderOfTwoLiveReplicasOutBeforeTheNewerIsReady() throws Exception {
    system.signUp("fenced", "hasty");
    assertThat(system.tenant("fenced").get("/whoami").statusCode()).isEqualTo(200);
    JsonNode before = running("fenced");
    URI older = address(before);
    assertThat(put(older, "before")).isEqualTo(201);

    String second = system.startSecondHost();
    long agent = system.pid("host-agent");
    WholeSystem.signal("STOP", agent);
    try {
      system.api().post("/v1/instances/fenced/actions/passivate").expect(202);
      system.api().awaitStatus("fenced", "asleep", Duration.ofSeconds(90));
      assertThat(put(older, "lost")).as("the older one still runs and writes").isEqualTo(201);

      assertThat(system.tenant("fenced").get("/whoami").statusCode()).isEqualTo(200);

      JsonNode after = running("fenced");
      assertThat(after.path("host").asText()).isEqualTo(second);
      assertThat(after.path("generation").asInt()).isEqualTo(2);
      for (int i = 0; i < 10; i++) {
        assertThat(put(older, "after-" + i)).as("a write of the older one").isGreaterThan(499);
      }
      assertThat(put(address(after), "after")).isEqualTo(201);
      assertThat(documents())
          .contains("before", "lost", "after")
          .noneMatch(n -> n.startsWith("after-"));
    } finally {
      WholeSystem.signal("CONT", agent);
    }
    Await.until(
        "the older replica's end",
        WholeSystem.PATIENCE,
        () -> answers(older) ? Optional.empty() : Optional.of(true));
    assertThat(system.tenant("fenced").get("/whoami").statusCode()).isEqualTo(200);
    assertThat(system.api().history("fenced"))
        .extracting(event -> event.path("type").asText())
        .contains("ReplicaLost")
        .endsWith(
            "InstanceWoken",
            "FencingStarted",
            "CredentialsIssued",
            "ReplicaQueued",
            "ReplicaPlaced",
            "InstanceStarted");
    system.api().post("/v1/instances/fenced/actions/passivate").expect(202);
    system.api().awaitStatus("fenced", "asleep", WholeSystem.PATIENCE);
  }

  /** The view once the brain has heard that it runs, which is after its first answer. */
  private JsonNode running(String instance) throws Exception {
    system.api().awaitStatus(instance, "running", WholeSystem.PATIENCE);
    return system.view(instance);
  }

  private List<String> documents() throws Exception {
    List<String> names = new ArrayList<>();
    JSON.readTree(system.tenant("fenced").get("/documents").body())
        .forEach(document -> names.add(document.path("name").asText()));
    return names;
  }

  private static URI address(JsonNode view) {
    return URI.create(
        "http://%s:%d".formatted(view.path("address").asText(), view.path("port").asInt()));
  }

  /** The status, or 599 if nobody answers. */
  private int put(URI replica, String name) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(replica.resolve("/documents/" + name))
            .timeout(Duration.ofSeconds(30))
            .PUT(BodyPublishers.ofString("content of " + name))
            .build();
    try {
      return system.http().send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 599;
    }
  }

  private boolean answers(URI replica) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(replica.resolve("/whoami")).timeout(Duration.ofSeconds(5)).build();
    try {
      system.http().send(request, BodyHandlers.discarding());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @Order(5)
  void shouldLeaveNothingOfADeletedTenant() throws Exception {
    String id = system.view("patient").path("resources").path("id").asText();
    system
        .api()
        .send(
            "POST",
            "/v1/instances/patient/actions/delete",
            JSON.createObjectNode().put("grace", "0s"))
        .expect(202);
    Await.until(
        "the end of 'patient'",
        WholeSystem.PATIENCE,
        () -> system.api().instance("patient").isEmpty() ? Optional.of(true) : Optional.empty());

    assertThat(count("SELECT count(*) FROM pg_roles WHERE rolname LIKE '%" + id + "%'")).isZero();
    assertThat(count("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%" + id + "%'"))
        .isZero();
    assertThat(count("SELECT count(*) FROM dormouse.resources WHERE resource = '" + id + "'"))
        .isZero();
    try (Stream<Path> buckets = Files.list(system.running().settings().data().of("s3"))) {
      assertThat(buckets.map(Path::toString)).noneMatch(bucket -> bucket.contains(id));
    }
    assertThat(system.api().history("patient"))
        .extracting(event -> event.path("type").asText())
        .endsWith(
            "InstanceDeleted",
            "ResourcesRequested",
            "AccessRevoked",
            "RemovalStarted",
            "SchemaDropped",
            "BucketDeleted",
            "InstanceRemoved");
  }

  private long count(String query) throws Exception {
    try (Connection connection = system.database();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
