package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.FakeIam;
import io.dormouse.agents.provisioner.kit.House;
import io.dormouse.agents.provisioner.kit.TestS3;
import io.dormouse.agents.provisioner.s3.CreateBucket;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.resources.ResourceId;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

class ExportTenantTest {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final InstanceId ACME = new InstanceId("acme");
  private static final int BYTES = 40 << 20;

  private final TestS3 server = new TestS3();
  private final FakeIam iam = new FakeIam();
  private final House house = House.of(server, iam);

  @AfterEach
  void stop() {
    iam.close();
    server.close();
  }

  @Test
  void shouldUploadAnArchiveInParts(@TempDir Path work) throws Exception {
    ProvisionerSettings settings =
        house
            .with("--exports.location=s3://test-exports/deleted", "--exports.work.dir=" + work)
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
}
