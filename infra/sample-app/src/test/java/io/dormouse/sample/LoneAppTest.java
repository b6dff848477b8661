package io.dormouse.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.sample.config.AppConfig;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoneAppTest {
  private static final byte[] FEW_MEGABYTES = new byte[5_000_003];

  static {
    new Random(42).nextBytes(FEW_MEGABYTES);
  }

  @TempDir Path folder;
  private SampleApp app;
  private AppClient client;

  @BeforeEach
  void start() throws Exception {
    app =
        SampleApp.start(
            AppConfig.from(
                Map.of(
                    "PORT", "0",
                    "BIND", "127.0.0.1",
                    "DATA_DIR", folder.toString(),
                    "DORMOUSE_INSTANCE", "acme",
                    "DORMOUSE_GENERATION", "7")));
    client = new AppClient(app.port());
    client.awaitHealthy();
  }

  @AfterEach
  void stop() {
    client.close();
    app.close();
  }

  @Test
  void shouldGiveBackWhatWasPut() throws Exception {
    HttpResponse<byte[]> put = client.put("/documents/some%20report.pdf", FEW_MEGABYTES);

    assertThat(put.statusCode()).isEqualTo(201);
    assertThat(put.headers().firstValue("Location")).contains("/documents/some%20report.pdf");
    JsonObject document = new JsonObject(new String(put.body(), UTF_8));
    assertThat(document.getString("name")).isEqualTo("some report.pdf");
    assertThat(document.getLong("size")).isEqualTo(FEW_MEGABYTES.length);
    assertThat(document.getString("sha256")).isEqualTo(sha256(FEW_MEGABYTES));
    assertThat(document.getInstant("createdAt")).isNotNull();

    HttpResponse<byte[]> got = client.get("/documents/some%20report.pdf");
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(FEW_MEGABYTES);
    assertThat(got.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(got.headers().firstValueAsLong("Content-Length")).hasValue(FEW_MEGABYTES.length);
    assertThat(got.headers().firstValue("ETag")).contains('"' + sha256(FEW_MEGABYTES) + '"');
  }

  @Test
  void shouldTakeABodyOfUnknownLength() throws Exception {
    HttpResponse<byte[]> put =
        client.put(
            "/documents/chunked",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(FEW_MEGABYTES)),
            "application/zip");

    assertThat(put.statusCode()).isEqualTo(201);
    assertThat(client.get("/documents/chunked").body()).isEqualTo(FEW_MEGABYTES);
  }

  @Test
  void shouldTakeAnEmptyDocument() throws Exception {
    assertThat(client.put("/documents/empty", new byte[0]).statusCode()).isEqualTo(201);

    HttpResponse<byte[]> got = client.get("/documents/empty");
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEmpty();
  }

  @Test
  void shouldListDocumentsByName() throws Exception {
    client.put("/documents/b", new byte[2]);
    client.put("/documents/a", new byte[1]);

    assertThat(client.documents())
        .map(document -> ((JsonObject) document).getString("name"))
        .containsExactly("a", "b");
  }

  @Test
  void shouldReplaceADocumentOfTheSameName() throws Exception {
    client.put("/documents/a", "old".getBytes(UTF_8));
    client.put("/documents/a", "newer".getBytes(UTF_8));

    assertThat(client.get("/documents/a").body()).asString().isEqualTo("newer");
    assertThat(client.documents()).hasSize(1);
  }

  @Test
  void shouldForgetADeletedDocument() throws Exception {
    client.put("/documents/a", new byte[1]);

    assertThat(client.delete("/documents/a").statusCode()).isEqualTo(204);

    assertProblem(client.get("/documents/a"), 404, "There is no document 'a'");
    assertProblem(client.delete("/documents/a"), 404, "There is no document 'a'");
    assertThat(client.documents()).isEmpty();
  }

  @Test
  void shouldNotSendWhatTheClientHas() throws Exception {
    client.put("/documents/a", "text".getBytes(UTF_8));
    String tag = '"' + sha256("text".getBytes(UTF_8)) + '"';

    HttpResponse<byte[]> same =
        client.send(client.request("/documents/a").header("If-None-Match", "\"other\", W/" + tag));
    HttpResponse<byte[]> other =
        client.send(client.request("/documents/a").header("If-None-Match", "\"other\""));

    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.headers().firstValue("ETag")).contains(tag);
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldDescribeADocumentToHead() throws Exception {
    client.put("/documents/a", new byte[1234]);

    HttpResponse<byte[]> head =
        client.send(client.request("/documents/a").method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(1234);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a%2Fb", "a/b", "..", "%2e%2e%2fetc", ".hidden", "a%00b", "a%0Ab", "%ff"})
  void shouldRefuseABadName(String name) throws Exception {
    assertProblem(client.put("/documents/" + name, new byte[1]), 400, "");
    assertThat(client.documents()).isEmpty();
  }

  @Test
  void shouldRefuseATooLongName() throws Exception {
    assertProblem(
        client.put("/documents/" + "a".repeat(201), new byte[1]), 400, "at most 200 characters");
  }

  @Test
  void shouldRefuseABadNameOfALargeBodyAndKeepTheConnection() throws Exception {
    assertProblem(client.put("/documents/.hidden", FEW_MEGABYTES), 400, ".hidden");
    assertThat(client.put("/documents/good", FEW_MEGABYTES).statusCode()).isEqualTo(201);
  }

  @Test
  void shouldKeepNamesOfAllScripts() throws Exception {
    client.put("/documents/%C3%BCbersicht+%E8%A1%A8%20(1).txt", new byte[1]);

    assertThat(((JsonObject) client.documents().getValue(0)).getString("name"))
        .isEqualTo("übersicht+表 (1).txt");
  }

  @Test
  void shouldTakeTheFileOfAForm() throws Exception {
    HttpResponse<byte[]> posted = client.postForm("file", "lib.jar", FEW_MEGABYTES, "*/*");

    assertThat(posted.statusCode()).isEqualTo(201);
    HttpResponse<byte[]> got = client.get("/documents/lib.jar");
    assertThat(got.body()).isEqualTo(FEW_MEGABYTES);
    assertThat(got.headers().firstValue("Content-Type")).contains("application/java-archive");
  }

  @Test
  void shouldSendABrowserBackToThePage() throws Exception {
    HttpResponse<byte[]> posted = client.postForm("file", "a.txt", new byte[9], "text/html,*/*");

    assertThat(posted.statusCode()).isEqualTo(303);
    assertThat(posted.headers().firstValue("Location")).contains("/");
    assertThat(client.documents()).hasSize(1);
  }

  @Test
  void shouldRefuseAFormWithoutAFile() throws Exception {
    assertProblem(client.postForm("other", "a.txt", new byte[9], "*/*"), 400, "field 'file'");
    assertProblem(client.postForm("file", "../a", FEW_MEGABYTES, "*/*"), 400, "../a");
    assertProblem(
        client.send(client.request("/documents").POST(BodyPublishers.ofString("{}"))),
        400,
        "multipart/form-data");
  }

  @ParameterizedTest
  @CsvSource({
    "/nothing,GET,404",
    "/documents,DELETE,405",
    "/healthz,POST,405",
    "/documents/a,PATCH,405"
  })
  void shouldExplainWhatIsNotThere(String path, String method, int status) throws Exception {
    assertProblem(
        client.send(client.request(path).method(method, BodyPublishers.noBody())), status, "");
  }

  @Test
  void shouldShowAPageWithoutTrustingNames() throws Exception {
    client.put("/documents/R&D'%20one.txt", new byte[1500]);

    HttpResponse<byte[]> page = client.get("/");

    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.body())
        .asString()
        .contains("<title>acme", "generation 7", "R&amp;D&#39; one.txt", "1.5 kB")
        .contains("href=\"/documents/R%26D%27%20one.txt\"", "enctype=\"multipart/form-data\"")
        .doesNotContain("{{");
  }

  @Test
  void shouldSayWhoItIs() throws Exception {
    JsonObject whoami = client.getObject("/whoami");

    assertThat(whoami.getString("instance")).isEqualTo("acme");
    assertThat(whoami.getString("replica")).isEqualTo("acme.0");
    assertThat(whoami.getLong("generation")).isEqualTo(7);
    assertThat(whoami.getLong("pid")).isEqualTo(ProcessHandle.current().pid());
    assertThat(whoami.getInstant("startedAt")).isNotNull();
  }

  private static void assertProblem(HttpResponse<byte[]> response, int status, String detail) {
    JsonObject problem = new JsonObject(new String(response.body(), UTF_8));
    assertThat(response.statusCode()).as(problem.encode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("detail")).contains(detail);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
