package io.dormouse.agents.provisioner.s3.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.export.Archive;
import io.dormouse.agents.provisioner.export.ExportTenant;
import io.dormouse.agents.provisioner.kit.TestInstallation;
import io.dormouse.agents.provisioner.kit.s3.FakeIam;
import io.dormouse.agents.provisioner.kit.s3.FakeS3;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Everything that the key of an object may be. No key may keep a tenant from being deleted or
 * exported.
 */
class HostileKeysTest {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final InstanceId ACME = new InstanceId("acme");
  private static final String BUCKET = "test-" + A;

  /** Keys and the names that they have in an archive. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("report\u0001.txt", "objects/report%01.txt"),
          Map.entry("\u001f", "objects/%1F"),
          Map.entry("\u007f\u0085", "objects/%7F\u0085"),
          Map.entry("not a character \ufffe", "objects/not a character \ufffe"),
          Map.entry("not a character \uffff", "objects/not a character \uffff"),
          Map.entry("line\nfeed\r\ttab", "objects/line%0Afeed%0D%09tab"),
          Map.entry("line\u2028separator", "objects/line\u2028separator"),
          Map.entry("..", "objects/%2E%2E"),
          Map.entry(".", "objects/%2E"),
          Map.entry("../../up", "objects/..%2F../up"),
          Map.entry("x/../y", "objects/x/%2E%2E/y"),
          Map.entry("x/../../../y", "objects/x/%2E%2E/%2E%2E/%2E%2E/y"),
          Map.entry("/leading", "objects/%/leading"),
          Map.entry("//", "objects/%/%/"),
          Map.entry("folder//file", "objects/folder/%/file"),
          Map.entry("trailing/", "objects/trailing/"),
          Map.entry("file", "objects/file"),
          Map.entry("file/inside", "objects/file%2Finside"),
          Map.entry("100%", "objects/100%25"),
          Map.entry("%2e%2e/%00", "objects/%252e%252e/%2500"),
          Map.entry("a+b c", "objects/a+b c"),
          Map.entry("a&b<c>d\"e'f", "objects/a&b<c>d\"e'f"),
          Map.entry("?versions", "objects/?versions"),
          Map.entry("#fragment;x=y", "objects/#fragment;x=y"),
          Map.entry("back\\slash", "objects/back%5Cslash"),
          Map.entry("😀/日本語/ä", "objects/😀/日本語/ä"),
          Map.entry("e\u0301", "objects/e\u0301"),
          Map.entry("\u202egpj.exe", "objects/\u202egpj.exe"),
          Map.entry("not-exported.txt", "objects/not-exported.txt"),
          Map.entry("schema.sql", "objects/schema.sql"),
          Map.entry("~", "objects/~"),
          Map.entry("0".repeat(1024), "objects/" + "0".repeat(240) + longRest()));

  private static String longRest() {
    return ("%-/" + "0".repeat(240)).repeat(3) + "%-/" + "0".repeat(64);
  }

  private final FakeS3 server = new FakeS3(5);
  private final FakeIam iam = new FakeIam();

  @AfterEach
  void stop() {
    iam.close();
    server.close();
  }

  private TestInstallation house(String endpoint, Path folder) {
    return TestInstallation.of(endpoint, iam)
        .with(
            "--exports.location=" + folder.resolve("exports"),
            "--exports.work.dir=" + folder.resolve("work"));
  }

  private void fill(S3Clients clients, ProvisionerSettings settings) {
    new CreateBucket(clients.s3(), settings.s3()).run(A, ACME, "");
    KEYS.keySet()
        .forEach(key ->
            clients
                .s3()
                .putObject(
                    to -> to.bucket(BUCKET).key(key),
                    RequestBody.fromString(key.endsWith("/") ? "" : "content of " + key)));
  }

  @Test
  void shouldListExportAndDeleteEveryKey(@TempDir Path folder) throws Exception {
    ProvisionerSettings settings = house(server.endpoint(), folder).settings();
    try (S3Clients clients = new S3Clients(settings.s3(), settings.access(), 4)) {
      fill(clients, settings);

      assertThat(Listings.objects(clients.s3(), TenantBucket.of(A, settings.s3())).contents())
          .extracting(S3Object::key)
          .containsExactlyInAnyOrderElementsOf(KEYS.keySet());

      Archive archive =
          new ExportTenant(settings.exports(), clients.s3(), settings.s3())
              .run(ACME, A, 1, null, () -> false);
      Map<String, String> content = content(Path.of(archive.location()));
      assertThat(content.keySet()).containsExactlyInAnyOrderElementsOf(KEYS.values());
      KEYS.forEach((key, entry) -> {
        if (!key.endsWith("/")) {
          assertThat(content).containsEntry(entry, "content of " + key);
        }
      });

      new DeleteBucket(clients.s3(), settings.s3()).run(A);
      assertThat(server.bucketNames()).isEmpty();
    }
  }

  @Test
  void shouldAbortUploadsAndDeleteVersionsOfEveryKey(@TempDir Path folder) {
    ProvisionerSettings settings = house(server.endpoint(), folder).settings();
    try (S3Clients clients = new S3Clients(settings.s3(), settings.access(), 4)) {
      fill(clients, settings);
      for (String key : KEYS.keySet()) {
        clients.s3().deleteObject(to -> to.bucket(BUCKET).key(key));
        clients.s3().createMultipartUpload(to -> to.bucket(BUCKET).key(key));
      }

      new DeleteBucket(clients.s3(), settings.s3()).run(A);

      assertThat(server.bucketNames()).isEmpty();
    }
  }

  @Test
  void shouldKeepToItsPrefixWithEveryKey(@TempDir Path folder) {
    ProvisionerSettings settings =
        house(server.endpoint(), folder)
            .with("--s3.layout=prefix", "--s3.shared.bucket=test-shared")
            .settings();
    try (S3Clients clients = new S3Clients(settings.s3(), settings.access(), 4)) {
      clients.s3().createBucket(to -> to.bucket("test-shared"));
      List<String> prefixes = List.of(A + "/", "b000000000000000/");
      for (String prefix : prefixes) {
        KEYS.keySet().stream()
            .map(key -> prefix + key)
            .filter(key -> key.getBytes(StandardCharsets.UTF_8).length <= 1024)
            .forEach(key ->
                clients
                    .s3()
                    .putObject(
                        to -> to.bucket("test-shared").key(key), RequestBody.fromString("x")));
      }

      new DeleteBucket(clients.s3(), settings.s3()).run(A);

      assertThat(server.keys("test-shared"))
          .hasSize(KEYS.size() - 1)
          .allMatch(key -> key.startsWith("b000000000000000/"));
    }
  }

  static Map<String, String> content(Path file) throws Exception {
    Map<String, String> content = new TreeMap<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        content.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return content;
  }
}
