package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.TestInstallation;
import io.dormouse.agents.provisioner.kit.s3.FakeIam;
import io.dormouse.agents.provisioner.kit.s3.FakeS3;
import io.dormouse.agents.provisioner.kit.s3.TestS3;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.s3.bucket.CreateBucket;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ExportTenantTest {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final InstanceId ACME = new InstanceId("acme");
  private static final int BYTES = 40 << 20;

  private final TestS3 server = new TestS3();
  private final FakeIam iam = new FakeIam();
  private final TestInstallation house = TestInstallation.of(server, iam);

  @AfterEach
  void stop() {
    iam.close();
    server.close();
  }

  @Test
  void shouldUploadAnArchiveInParts(@TempDir Path work) throws Exception {
    ProvisionerSettings settings =
        house
            .with(
                "--s3.timeout=60s",
                "--exports.location=s3://test-exports/deleted",
                "--exports.work.dir=" + work)
            .settings();
    byte[] content = new byte[BYTES];
    new Random(7).nextBytes(content);
    try (S3Clients clients = new S3Clients(settings.s3(), settings.access(), 4)) {
      clients.s3().createBucket(to -> to.bucket("test-exports"));
      new CreateBucket(clients.s3(), settings.s3()).run(A, ACME, "");
      clients
          .s3()
          .putObject(to -> to.bucket("test-" + A).key("big.bin"), RequestBody.fromBytes(content));
      ExportTenant export = new ExportTenant(settings.exports(), clients.s3(), settings.s3());

      Archive archive = export.run(ACME, A, 3, null, () -> false);
      Archive again = export.run(ACME, A, 3, null, () -> false);

      assertThat(archive.location()).isEqualTo("s3://test-exports/deleted/acme-" + A + "-3.tar.gz");
      assertThat(archive.bytes()).isGreaterThan(BYTES);
      assertThat(again).isEqualTo(archive);
      try (InputStream in =
              clients
                  .s3()
                  .getObject(
                      to -> to.bucket("test-exports").key("deleted/acme-" + A + "-3.tar.gz"));
          TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in), "UTF-8")) {
        assertThat(tar.getNextEntry().getName()).isEqualTo("objects/big.bin");
        assertThat(tar.readAllBytes()).isEqualTo(content);
      }
    }
  }

  @Test
  void shouldLeaveNothingHalfWhenItIsGivenUp(@TempDir Path folder) throws Exception {
    ProvisionerSettings settings =
        house
            .with(
                "--exports.location=" + folder.resolve("exports"),
                "--exports.work.dir=" + folder.resolve("work"))
            .settings();
    try (S3Clients clients = new S3Clients(settings.s3(), settings.access(), 4)) {
      new CreateBucket(clients.s3(), settings.s3()).run(A, ACME, "");
      clients.s3().putObject(to -> to.bucket("test-" + A).key("a"), RequestBody.fromString("a"));
      ExportTenant export = new ExportTenant(settings.exports(), clients.s3(), settings.s3());

      assertThatThrownBy(() -> export.run(ACME, A, 3, null, () -> true))
          .isInstanceOf(CancellationException.class);
      try (Stream<Path> archives = Files.list(folder.resolve("exports"))) {
        assertThat(archives).noneMatch(path -> path.toString().endsWith(".tar.gz"));
      }
      assertThat(export.run(ACME, A, 3, null, () -> false).bytes()).isPositive();
    }
  }

  @Test
  void shouldNameWhatItCannotExportAndGoOn(@TempDir Path folder) throws Exception {
    try (FakeS3 strict = new FakeS3(10)) {
      ProvisionerSettings settings =
          TestInstallation.of(strict.endpoint(), iam)
              .with("--exports.location=" + folder, "--exports.work.dir=" + folder.resolve("work"))
              .settings();
      refuse(strict, "glacier", 403, "InvalidObjectState", "not valid for the storage class");
      refuse(strict, "gone", 404, "NoSuchKey", "The specified key does not exist.");
      refuse(strict, "kms", 403, "AccessDenied", "not authorized to perform: kms:Decrypt on x");
      refuse(strict, "kms2", 400, "KMS.DisabledException", "is disabled");
      refuse(
          strict,
          "%01/ssec",
          400,
          "InvalidRequest",
          "The object was stored using a form of Server Side Encryption. The correct parameters"
              + " must be provided to retrieve the object.");
      try (S3Clients clients = new S3Clients(settings.s3(), settings.access(), 4)) {
        fill(clients, settings, "\u0001/ssec", "glacier", "gone", "good", "kms", "kms2", "z");

        Archive archive =
            new ExportTenant(settings.exports(), clients.s3(), settings.s3())
                .run(ACME, A, 3, null, () -> false);

        Map<String, String> content = content(Path.of(archive.location()));
        assertThat(content).containsOnlyKeys("objects/good", "objects/z", "not-exported.txt");
        assertThat(content.getOrDefault("not-exported.txt", "").lines())
            .containsExactly(
                "objects/%01/ssec: it is encrypted with a key that its writer kept (SSE-C)",
                "objects/glacier: its storage class is GLACIER; it has to be restored before it can"
                    + " be read",
                "objects/gone: it was deleted while the archive was written",
                "objects/kms: its KMS key does not admit the provisioner (AccessDenied)",
                "objects/kms2: its KMS key does not admit the provisioner (KMS.DisabledException)");
        assertThat(folder.resolve("work")).isEmptyDirectory();
      }
    }
  }

  @Test
  void shouldNotWriteAnArchiveWithoutWhatTheProvisionerMayNotRead(@TempDir Path folder)
      throws Exception {
    try (FakeS3 strict = new FakeS3(10)) {
      ProvisionerSettings settings =
          TestInstallation.of(strict.endpoint(), iam)
              .with("--exports.location=" + folder, "--exports.work.dir=" + folder.resolve("work"))
              .settings();
      refuse(strict, "good", 403, "AccessDenied", "not authorized to perform: s3:GetObject");
      try (S3Clients clients = new S3Clients(settings.s3(), settings.access(), 4)) {
        fill(clients, settings, "good");
        ExportTenant export = new ExportTenant(settings.exports(), clients.s3(), settings.s3());

        assertThatThrownBy(() -> export.run(ACME, A, 3, null, () -> false))
            .isInstanceOf(S3Exception.class)
            .hasMessageContaining("s3:GetObject");

        assertThat(Files.exists(folder.resolve("acme-" + A + "-3.tar.gz"))).isFalse();
      }
    }
  }

  private static void refuse(FakeS3 server, String key, int status, String code, String message) {
    server.fail(1, "GET /test-" + A + "/" + key, status, code, message);
  }

  private static void fill(S3Clients clients, ProvisionerSettings settings, String... keys) {
    new CreateBucket(clients.s3(), settings.s3()).run(A, ACME, "");
    for (String key : keys) {
      clients.s3().putObject(to -> to.bucket("test-" + A).key(key), RequestBody.fromString(key));
    }
  }

  private static Map<String, String> content(Path file) throws Exception {
    Map<String, String> content = new TreeMap<>();
    try (InputStream in = Files.newInputStream(file);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in), "UTF-8")) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        content.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return content;
  }
}
