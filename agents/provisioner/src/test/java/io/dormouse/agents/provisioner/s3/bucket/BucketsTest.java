package io.dormouse.agents.provisioner.s3.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.RecordingServer;
import io.dormouse.agents.provisioner.kit.TestInstallation;
import io.dormouse.agents.provisioner.kit.s3.FakeIam;
import io.dormouse.agents.provisioner.kit.s3.FakeS3;
import io.dormouse.agents.provisioner.kit.s3.TestS3;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.s3.policy.TenantPolicy;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BucketsTest {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final ResourceId B = new ResourceId("b000000000000000");
  private static final InstanceId ACME = new InstanceId("acme");
  private static final String BUCKET = "test-" + A;

  private final TestS3 server = new TestS3();
  private final FakeIam iam = new FakeIam();
  private final TestInstallation house = TestInstallation.of(server, iam);
  private final S3Settings settings = house.settings().s3();
  private final S3Clients clients = new S3Clients(settings, house.settings().access(), 10);
  private final S3Client s3 = clients.s3();

  @AfterEach
  void removeBuckets() {
    new DeleteBucket(s3, settings).run(A);
  }

  @AfterAll
  void stop() {
    clients.close();
    iam.close();
    server.close();
  }

  @Test
  void shouldMakeABucketWithAllItsFeatures() {
    CreateBucket create = new CreateBucket(s3, settings);

    create.run(A, ACME, "");
    create.run(A, ACME, create.features());
    create.run(A, ACME, "");

    assertThat(
            s3.getPublicAccessBlock(to -> to.bucket(BUCKET))
                .publicAccessBlockConfiguration()
                .restrictPublicBuckets())
        .isTrue();
    assertThat(
            s3.getBucketEncryption(to -> to.bucket(BUCKET))
                .serverSideEncryptionConfiguration()
                .rules()
                .get(0)
                .applyServerSideEncryptionByDefault()
                .sseAlgorithm())
        .isEqualTo(ServerSideEncryption.AES256);
    assertThat(s3.getBucketVersioning(to -> to.bucket(BUCKET)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
    assertThat(s3.getBucketTagging(to -> to.bucket(BUCKET)).tagSet())
        .extracting(Tag::key, Tag::value)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("dormouse-installation", "tests"),
            org.assertj.core.groups.Tuple.tuple("dormouse-instance", "acme"),
            org.assertj.core.groups.Tuple.tuple("dormouse-resource", A.value()));
  }

  @Test
  void shouldAskForALifecycleOfOldVersions() {
    try (RecordingServer recording = new RecordingServer(404)) {
      TestInstallation lifecycle =
          house.with(
              "--s3.endpoint=" + recording.endpoint(),
              "--s3.features=lifecycle",
              "--s3.old.versions.kept=9d");
      try (S3Clients recorded =
          new S3Clients(lifecycle.settings().s3(), lifecycle.settings().access(), 2)) {
        CreateBucket create = new CreateBucket(recorded.s3(), lifecycle.settings().s3());
        assertThatThrownBy(() -> create.run(A, ACME, "")).isInstanceOf(Exception.class);
        recording.answer(200);
        create.run(A, ACME, "");
      }

      assertThat(recording.requests())
          .anySatisfy(request ->
              assertThat(request)
                  .startsWith("PUT /" + BUCKET + "?lifecycle ")
                  .contains("<NoncurrentDays>9</NoncurrentDays>")
                  .contains("<DaysAfterInitiation>7</DaysAfterInitiation>")
                  .contains("<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>"));
    }
  }

  @Test
  void shouldDeleteEveryVersionMarkerAndUnfinishedUpload() {
    new CreateBucket(s3, settings).run(A, ACME, "");
    for (int i = 0; i < 3; i++) {
      put(BUCKET, "notes/one.txt", "version " + i);
    }
    put(BUCKET, "two.txt", "two");
    s3.deleteObject(to -> to.bucket(BUCKET).key("two.txt"));
    s3.createMultipartUpload(to -> to.bucket(BUCKET).key("never-finished"));

    new DeleteBucket(s3, settings).run(A);
    new DeleteBucket(s3, settings).run(A);

    assertThatThrownBy(() -> s3.headBucket(to -> to.bucket(BUCKET)))
        .isInstanceOf(NoSuchBucketException.class);
  }

  @Test
  void shouldCopyASeedWithItsContentTypesOnce(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("images"));
    Files.writeString(folder.resolve("images/logo.svg"), "<svg/>");
    Files.writeString(folder.resolve("welcome.md"), "# Welcome");
    new CreateBucket(s3, settings).run(A, ACME, "");

    new CopySeedObjects(s3, settings).run(A, folder);
    new CopySeedObjects(s3, settings).run(A, folder);
    new CopySeedObjects(s3, settings).run(A, folder.resolve("missing"));

    assertThat(s3.listObjectVersions(to -> to.bucket(BUCKET)).versions())
        .as("the second run copies nothing")
        .hasSize(2);
    assertThat(s3.headObject(to -> to.bucket(BUCKET).key("images/logo.svg")).contentType())
        .isEqualTo("image/svg+xml");
    assertThat(s3.headObject(to -> to.bucket(BUCKET).key("welcome.md")).contentType())
        .isEqualTo("text/markdown");
  }

  @Test
  void shouldKeepToThePrefixInASharedBucket(@TempDir Path folder) throws IOException {
    S3Settings shared =
        house.with("--s3.layout=prefix", "--s3.shared.bucket=test-shared").settings().s3();
    s3.createBucket(to -> to.bucket("test-shared"));
    Files.writeString(folder.resolve("a.txt"), "a");

    for (ResourceId resource : List.of(A, B)) {
      new CreateBucket(s3, shared).run(resource, ACME, "");
      new CopySeedObjects(s3, shared).run(resource, folder);
    }
    assertThat(FoundBuckets.on(s3, shared)).containsExactlyInAnyOrder(A, B);
    new DeleteBucket(s3, shared).run(A);

    assertThat(s3.listObjectsV2(to -> to.bucket("test-shared")).contents())
        .extracting(S3Object::key)
        .containsExactly(B + "/a.txt");
    assertThat(FoundBuckets.on(s3, shared)).containsExactly(B);
    assertThat(TenantPolicy.of(TenantBucket.of(A, shared)))
        .isEqualTo(
            """
            {"Version":"2012-10-17","Statement":[\
            {"Effect":"Allow","Action":["s3:GetBucketLocation"],\
            "Resource":"arn:aws:s3:::test-shared"},\
            {"Effect":"Allow","Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::test-shared",\
            "Condition":{"StringLike":{"s3:prefix":"%s/*"}}},\
            {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject",\
            "s3:AbortMultipartUpload","s3:ListMultipartUploadParts"],\
            "Resource":"arn:aws:s3:::test-shared/%s/*"}]}\
            """
                .formatted(A, A));
  }

  @Test
  void shouldFindBucketsOfTenantsOnly() {
    s3.createBucket(to -> to.bucket("test-exports"));
    new CreateBucket(s3, settings).run(A, ACME, "");

    assertThat(FoundBuckets.on(s3, settings)).containsExactly(A);
  }

  @Test
  void shouldLookAgainUntilNothingIsLeft() {
    try (FakeS3 strict = new FakeS3(3)) {
      TestInstallation of = TestInstallation.of(strict.endpoint(), iam);
      S3Settings plain = of.with("--s3.features=").settings().s3();
      try (S3Clients filled = new S3Clients(plain, of.settings().access(), 4)) {
        new CreateBucket(filled.s3(), plain).run(A, ACME, "");
        for (int i = 0; i < 10; i++) {
          String key = "key-" + i;
          filled.s3().createMultipartUpload(to -> to.bucket(BUCKET).key(key));
          filled.s3().putObject(to -> to.bucket(BUCKET).key(key), RequestBody.fromString("x"));
        }
        // The bucket answers as if an upload had ended just after the first listing.
        strict.fail(1, "DELETE /" + BUCKET, 409, "BucketNotEmpty", "not empty");

        new DeleteBucket(filled.s3(), plain).run(A);

        assertThat(strict.bucketNames()).isEmpty();
      }
    }
  }

  @Test
  void shouldDeleteVersionsFromBeforeTheSettingLostThem() {
    try (FakeS3 strict = new FakeS3(3)) {
      TestInstallation of = TestInstallation.of(strict.endpoint(), iam);
      S3Settings versioned = of.with("--s3.features=versioning").settings().s3();
      S3Settings plain = of.with("--s3.features=").settings().s3();
      try (S3Clients filled = new S3Clients(plain, of.settings().access(), 4)) {
        new CreateBucket(filled.s3(), versioned).run(A, ACME, "");
        for (int i = 0; i < 7; i++) {
          filled.s3().putObject(to -> to.bucket(BUCKET).key("one"), RequestBody.fromString("x"));
        }

        new DeleteBucket(filled.s3(), plain).run(A);

        assertThat(strict.bucketNames()).isEmpty();
      }
    }
  }

  @Test
  void shouldSayThatABucketStaysFull() {
    try (FakeS3 strict = new FakeS3(3)) {
      TestInstallation of = TestInstallation.of(strict.endpoint(), iam);
      S3Settings plain = of.with("--s3.features=").settings().s3();
      try (S3Clients filled = new S3Clients(plain, of.settings().access(), 4)) {
        new CreateBucket(filled.s3(), plain).run(A, ACME, "");
        strict.fail(100, "DELETE /" + BUCKET, 409, "BucketNotEmpty", "not empty");

        assertThatThrownBy(() -> new DeleteBucket(filled.s3(), plain).run(A))
            .isInstanceOf(S3Exception.class)
            .hasMessageContaining("not empty");
      }
    }
  }

  private void put(String bucket, String key, String content) {
    s3.putObject(to -> to.bucket(bucket).key(key), RequestBody.fromString(content));
  }
}
