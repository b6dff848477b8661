package io.dormouse.agents.provisioner.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.kit.FakeIam;
import io.dormouse.agents.provisioner.kit.House;
import io.dormouse.agents.provisioner.kit.TestS3;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.resources.ResourceId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3AccessTest {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final ResourceId B = new ResourceId("b000000000000000");
  private static final String USER = "test-" + A;

  private final TestS3 server = new TestS3();
  private final FakeIam iam = new FakeIam();
  private final House house = House.of(server, iam);

  @AfterEach
  void stop() {
    iam.close();
    server.close();
  }

  private S3Clients clients(House of) {
    return new S3Clients(of.settings().s3(), of.settings().access(), 4);
  }

  private FakeIam.User user() {
    return iam.users().getOrDefault(USER, new FakeIam.User("", Map.of(), Map.of()));
  }

  @Test
  void shouldGiveEachTenantAUserWithOneKeyForItsOwnBucket() {
    try (S3Clients clients = clients(house)) {
      S3Keys first = clients.access().issue(A, 1);
      S3Keys second = clients.access().issue(A, 2);

      assertThat(second.accessKeyId()).isNotEqualTo(first.accessKeyId());
      assertThat(user().keys()).isEqualTo(Map.of(second.accessKeyId(), second.secretAccessKey()));
      assertThat(user().path()).isEqualTo("/dormouse/");
      assertThat(user().policies().values())
          .singleElement()
          .asString()
          .contains("\"arn:aws:s3:::test-" + A + "\"", "\"arn:aws:s3:::test-" + A + "/*\"")
          .doesNotContain("s3:*", "DeleteObjectVersion", B.value());
      assertThat(first.toString()).doesNotContain(first.secretAccessKey());
    }
  }

  @Test
  void shouldTakeTheUserAway() {
    try (S3Clients clients = clients(house)) {
      clients.access().issue(A, 1);
      assertThat(clients.access().list()).containsExactly(A);

      clients.access().revoke(A);
      assertThat(user().keys()).isEmpty();
      clients.access().remove(A);
      clients.access().remove(A);
      clients.access().revoke(B);

      assertThat(iam.users()).isEmpty();
      assertThat(clients.access().list()).isEmpty();
    }
  }

  @Test
  void shouldAdmitOnlyTheNewestSessionOfARole() {
    House sts =
        house.with("--s3.access=sts", "--sts.role.arn=arn:aws:iam::123456789012:role/tenants");
    try (S3Clients clients = clients(sts)) {
      new CreateBucket(clients.s3(), sts.settings().s3()).run(A, new InstanceId("acme"), "");
      clients.access().revoke(B);

      S3Keys keys = clients.access().issue(A, 7);

      assertThat(keys.sessionToken()).isEqualTo("token-1");
      assertThat(keys.expiresAt()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
      assertThat(iam.requests("AssumeRole"))
          .singleElement()
          .satisfies(request -> {
            assertThat(request)
                .containsEntry("RoleSessionName", A + "-7")
                .containsEntry("DurationSeconds", "43200");
            assertThat(request.get("Policy")).contains("arn:aws:s3:::test-" + A + "/*");
          });
      assertThat(policy(clients)).contains("\"aws:userid\":\"*:" + A + "-7\"", "\"Deny\"");
      clients.access().revoke(A);
      assertThat(policy(clients)).contains("\"aws:userid\":\"*:nobody\"");
    }
  }

  private static String policy(S3Clients clients) {
    return clients.s3().getBucketPolicy(to -> to.bucket("test-" + A)).policy();
  }
}
