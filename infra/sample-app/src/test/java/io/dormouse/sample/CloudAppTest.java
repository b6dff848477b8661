package io.dormouse.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.sample.config.AppConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class CloudAppTest {
  private static CloudServices services;

  private final List<AutoCloseable> open = new ArrayList<>();
  private String place;

  @BeforeAll
  static void startServices() throws Exception {
    services = CloudServices.start();
  }

  @AfterAll
  static void stopServices() throws Exception {
    services.close();
  }

  @BeforeEach
  void nameBucketAndSchema(TestInfo test) {
    place = "t" + Integer.toHexString(test.getDisplayName().hashCode());
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private AppClient start(String instance) throws Exception {
    return start(instance, Map.of());
  }

  private AppClient start(String instance, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(services.environment(place, place));
    environment.putAll(more);
    environment.putAll(Map.of("PORT", "0", "BIND", "127.0.0.1", "DORMOUSE_INSTANCE", instance));
    SampleApp app = SampleApp.start(AppConfig.from(environment));
    open.add(app);
    AppClient client = new AppClient(app.port());
    open.add(client);
    return client;
  }

  private AppClient startHealthy(String instance) throws Exception {
    AppClient client = start(instance);
    client.awaitHealthy();
    return client;
  }

  @Test
  void shouldKeepDocumentsWhenTheAppStartsAgain() throws Exception {
    services.createBucket(place);
    byte[] content = new byte[4_000_001];
    new Random(3).nextBytes(content);
    AppClient before = startHealthy("acme");
    HttpResponse<byte[]> put = before.put("/documents/a.bin", content);
    assertThat(put.statusCode()).isEqualTo(201);
    stop();
    open.clear();

    AppClient after = startHealthy("acme");

    assertThat(after.documents().getJsonObject(0).encode())
        .isEqualTo(new String(put.body(), UTF_8));
    HttpResponse<byte[]> got = after.get("/documents/a.bin");
    assertThat(got.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(got.body()).isEqualTo(content);
  }

  @Test
  void shouldKeepInstancesOfOneBucketAndSchemaApart() throws Exception {
    Path bucket = services.createBucket(place);
    AppClient acme = startHealthy("acme");
    AppClient other = startHealthy("other");

    acme.put("/documents/a", "acme's".getBytes(UTF_8));
    other.put("/documents/a", "other's".getBytes(UTF_8));
    other.put("/documents/b", new byte[1]);

    assertThat(acme.documents()).hasSize(1);
    assertThat(acme.get("/documents/a").body()).asString().isEqualTo("acme's");
    assertThat(other.get("/documents/a").body()).asString().isEqualTo("other's");
    assertThat(acme.get("/documents/b").statusCode()).isEqualTo(404);
    assertThat(objects(bucket)).hasSize(3).allMatch(key -> key.matches("[-0-9a-f]{36}"));
  }

  @Test
  void shouldLeaveNothingOfReplacedAndDeletedDocuments() throws Exception {
    Path bucket = services.createBucket(place);
    AppClient acme = startHealthy("acme");

    acme.put("/documents/a", "old".getBytes(UTF_8));
    acme.put("/documents/a", "new".getBytes(UTF_8));
    assertThat(acme.get("/documents/a").body()).asString().isEqualTo("new");
    assertThat(objects(bucket)).hasSize(1);

    assertThat(acme.delete("/documents/a").statusCode()).isEqualTo(204);
    assertThat(acme.documents()).isEmpty();
    assertThat(objects(bucket)).isEmpty();
  }

  @Test
  void shouldKeepOneVersionOfManyWritersOfOneName() throws Exception {
    Path bucket = services.createBucket(place);
    AppClient acme = startHealthy("acme");

    List<CompletableFuture<Integer>> writers =
        Stream.iterate(1, i -> i + 1)
            .limit(12)
            .map(i -> CompletableFuture.supplyAsync(() -> putStatus(acme, new byte[i])))
            .toList();

    assertThat(writers).extracting(CompletableFuture::join).containsOnly(201);
    assertThat(acme.documents()).hasSize(1);
    assertThat(objects(bucket)).hasSize(1);
    assertThat(acme.get("/documents/a").body())
        .hasSize(acme.documents().getJsonObject(0).getInteger("size"));
  }

  private static int putStatus(AppClient client, byte[] content) {
    try {
      return client.put("/documents/a", content).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldCreateTheTableOnceWhenManyStartAtOnce() throws Exception {
    services.createBucket(place);

    List<AppClient> clients = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clients.add(start("many" + i));
    }

    for (AppClient client : clients) {
      client.awaitHealthy();
      assertThat(client.documents()).isEmpty();
    }
    try (Connection connection = services.database();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_tables where schemaname = '" + place + "'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void shouldBeReadyOnlyWhenItsBucketAnswers() throws Exception {
    AppClient client = start("acme");

    HttpResponse<byte[]> early = client.get("/healthz");
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.headers().firstValue("Retry-After")).isPresent();
    assertThat(early.body()).asString().contains("contents has not answered");
    assertThat(client.get("/documents").statusCode()).isEqualTo(503);

    services.createBucket(place);
    client.awaitHealthy();
    assertThat(client.documents()).isEmpty();
  }

  @Test
  void shouldKeepToItsPartOfABucket() throws Exception {
    Path bucket = services.createBucket(place);
    AppClient acme = start("acme", Map.of("S3_PREFIX", "tenants/acme"));
    acme.awaitHealthy();

    acme.put("/documents/a", "acme's".getBytes(UTF_8));

    assertThat(acme.get("/documents/a").body()).asString().isEqualTo("acme's");
    assertThat(objects(bucket)).hasSize(1).allMatch(key -> key.startsWith("tenants/acme/"));
    acme.delete("/documents/a");
    assertThat(objects(bucket)).isEmpty();
  }

  @Test
  void shouldNeedNoMoreThanASchemaOfItsOwn() throws Exception {
    services.createBucket(place);
    Map<String, String> tenant = services.createTenant(place);
    AppClient acme = start("acme", tenant);
    acme.awaitHealthy();

    assertThat(acme.put("/documents/a", new byte[1]).statusCode()).isEqualTo(201);
    assertThat(acme.documents()).hasSize(1);
  }

  @Test
  void shouldSayWhatIsMissingWhenItMayNotCreateItsSchema() throws Exception {
    services.createBucket(place);
    Map<String, String> tenant = new HashMap<>(services.createTenant(place));
    tenant.put("DATABASE_SCHEMA", "nowhere");

    AppClient acme = start("acme", tenant);

    assertThat(acme.eventuallyMissing("permission denied")).contains("catalog has not answered");
  }

  @Test
  void shouldShowTheSeedAsIfItHadStoredItItself() throws Exception {
    Path bucket = services.createBucket(place);
    Map<String, String> tenant = services.createTenant(place);
    Path seed = Path.of("seeds/notes");
    for (String object : objects(seed.resolve("objects"))) {
      Files.copy(seed.resolve("objects").resolve(object), bucket.resolve(object));
    }
    services.run(tenant, "acme", Files.readString(seed.resolve("schema.sql")));

    AppClient acme = start("acme", tenant);
    acme.awaitHealthy();

    assertThat(acme.get("/").body())
        .asString()
        .contains("Welcome.md", "First steps.txt", "Dormouse.svg");
    for (Object each : acme.documents()) {
      JsonObject document = (JsonObject) each;
      String name = document.getString("name").replace(" ", "%20");
      byte[] bytes = acme.get("/documents/" + name).body();
      assertThat(bytes).hasSize(document.getInteger("size"));
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
          .isEqualTo(document.getString("sha256"));
    }
    assertThat(acme.put("/documents/Welcome.md", new byte[1]).statusCode()).isEqualTo(201);
    assertThat(acme.delete("/documents/Dormouse.svg").statusCode()).isEqualTo(204);
    assertThat(objects(bucket)).hasSize(2).doesNotContain("welcome.md", "dormouse.svg");
  }

  @Test
  void shouldMakeTheTableThatTheSeedMakes() throws Exception {
    services.createBucket(place);
    startHealthy("acme");
    Map<String, String> tenant = services.createTenant(place + "_seed");
    services.run(tenant, "acme", Files.readString(Path.of("seeds/notes/schema.sql")));

    assertThat(services.describeTable(place + "_seed", "documents"))
        .hasSize(7)
        .isEqualTo(services.describeTable(place, "documents"));
  }

  private static List<String> objects(Path bucket) throws IOException {
    try (Stream<Path> files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket.relativize(file).toString())
          .toList();
    }
  }
}
