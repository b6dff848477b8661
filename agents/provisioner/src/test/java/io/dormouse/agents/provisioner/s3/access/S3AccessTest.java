package io.dormouse.agents.provisioner.s3.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.TestInstallation;
import io.dormouse.agents.provisioner.kit.s3.FakeIam;
import io.dormouse.agents.provisioner.kit.s3.TestS3;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.s3.bucket.CreateBucket;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.model.StsException;

class S3AccessTest {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final ResourceId B = new ResourceId("b000000000000000");
  private static final String USER = "test-" + A;

  private static final String ROLE = "--sts.role.arn=arn:aws:iam::123456789012:role/tenants";

  private final TestS3 server = new TestS3();
  private final FakeIam iam = new FakeIam();
  private final TestInstallation house = TestInstallation.of(server, iam);

  @AfterEach
  void stop() {
    iam.close();
    server.close();
  }

  private S3Clients clients(TestInstallation of) {
    return new S3Clients(of.settings().s3(), of.settings().access(), 4);
  }

  private FakeIam.User user() {
    return iam.users().getOrDefault(USER, new FakeIam.User("", Map.of(), Map.of()));
  }

  @Test
  void shouldGiveEachTenantAUserWithOneKeyForItsOwnBucket() {
    try (S3Clients clients = clients(house)) {
      S3Keys first = clients.access().issue(A, 1);
      S3Keys lost = clients.access().issue(A, 2);
      S3Keys second = clients.access().issue(A, 2);
      assertThat(user().keys())
          .as("older ones until the newest are to be the only ones")
          .containsOnlyKeys(first.accessKeyId(), second.accessKeyId());
      clients.access().admitOnly(A, 2, second);

      assertThat(second.accessKeyId()).isNotIn(first.accessKeyId(), lost.accessKeyId());
      assertThat(user().keys()).isEqualTo(Map.of(second.accessKeyId(), second.secretAccessKey()));
      assertThat(user().path()).isEqualTo("/dormouse/tests/");
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
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    try (S3Clients clients = clients(sts)) {
      new CreateBucket(clients.s3(), sts.settings().s3()).run(A, new InstanceId("acme"), "");
      clients.access().revoke(B);

      S3Keys keys = clients.access().issue(A, 7);
      clients.access().admitOnly(A, 7, keys);

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

  @Test
  void shouldEndTheKeysOfAUserAfterTheChangeToSessions() {
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    for (boolean renewed : List.of(true, false)) {
      try (S3Clients before = clients(house);
          S3Clients after = clients(sts)) {
        new CreateBucket(before.s3(), sts.settings().s3()).run(A, new InstanceId("acme"), "");
        before.access().issue(A, 1);

        if (renewed) {
          after.access().admitOnly(A, 2, after.access().issue(A, 2));
        } else {
          after.access().revoke(A);
        }
        assertThat(user().keys()).isEmpty();
        assertThat(after.access().list()).containsExactly(A);
        after.access().remove(A);
        assertThat(iam.users()).isEmpty();
      }
    }
  }

  @Test
  void shouldEndSessionsAfterTheChangeToUsers() {
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    try (S3Clients before = clients(sts);
        S3Clients after = clients(house)) {
      new CreateBucket(before.s3(), sts.settings().s3()).run(A, new InstanceId("acme"), "");
      before.access().admitOnly(A, 1, before.access().issue(A, 1));

      after.access().admitOnly(A, 2, after.access().issue(A, 2));

      assertThat(policy(after)).contains("role/tenants", "\"*:nobody\"").doesNotContain(A + "-1");
    }
  }

  @Test
  void shouldEndSessionsOfTheRoleBefore() {
    try (S3Clients before = clients(house.with("--s3.access=sts", ROLE));
        S3Clients after =
            clients(
                house.with(
                    "--s3.access=sts", "--sts.role.arn=arn:aws:iam::123456789012:role/other"))) {
      new CreateBucket(before.s3(), house.settings().s3()).run(A, new InstanceId("acme"), "");
      before.access().admitOnly(A, 1, before.access().issue(A, 1));

      after.access().admitOnly(A, 2, after.access().issue(A, 2));

      assertThat(policy(after))
          .contains("role/other\"},\"StringNotLike\":{\"aws:userid\":\"*:" + A + "-2\"")
          .contains("role/tenants\"},\"StringNotLike\":{\"aws:userid\":\"*:nobody\"");
    }
  }

  @Test
  void shouldLeaveOlderAccessAloneWhenThereIsNoNew() {
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    try (S3Clients clients = clients(sts)) {
      new CreateBucket(clients.s3(), sts.settings().s3()).run(A, new InstanceId("acme"), "");
      clients.access().admitOnly(A, 1, clients.access().issue(A, 1));
      iam.fail(1, "AssumeRole", 403, "AccessDenied");

      assertThatThrownBy(() -> clients.access().issue(A, 2)).isInstanceOf(StsException.class);

      assertThat(policy(clients)).contains("\"*:" + A + "-1\"");
    }
  }

  private static String policy(S3Clients clients) {
    return clients.s3().getBucketPolicy(to -> to.bucket("test-" + A)).policy();
  }
}
