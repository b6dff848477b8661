package io.dormouse.agents.provisioner.s3.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.TestInstallation;
import io.dormouse.agents.provisioner.kit.s3.FakeIam;
import io.dormouse.agents.provisioner.kit.s3.TestS3;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.s3.bucket.CreateBucket;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.sts.model.StsException;

class S3AccessTest {

  private static final ResourceId A = new ResourceId("a000000000000000");
  private static final ResourceId B = new ResourceId("b000000000000000");

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

  private void bucket(S3Clients clients) {
    new CreateBucket(clients.s3(), house.settings().s3()).run(A, new InstanceId("acme"), "");
  }

  private static ReplicaAccess access(int replica, long version) {
    return new ReplicaAccess(replica, version, false);
  }

  private static String name(int replica, long version) {
    return "dm-%s-%d-%d".formatted(A, replica, version);
  }

  private static void revoke(S3Clients clients, ResourceId resource) {
    clients.access().admitOnly(resource, List.of(), List.of());
  }

  private static void admitOnly(S3Clients clients, ReplicaAccess... admitted) {
    clients.access().admitOnly(A, List.of(admitted), List.of());
  }

  private Map<String, String> keys(int replica, long version) {
    FakeIam.User user = iam.users().get(name(replica, version));
    return user == null ? Map.of() : Map.copyOf(user.keys());
  }

  @Test
  void shouldGiveEachReplicaAUserWithOneKeyForTheTenantsBucket() {
    try (S3Clients clients = clients(house)) {
      S3Keys first = clients.access().issue(A, access(0, 1));
      S3Keys lost = clients.access().issue(A, access(1, 1));
      S3Keys second = clients.access().issue(A, access(1, 1));

      assertThat(keys(0, 1)).isEqualTo(Map.of(first.accessKeyId(), first.secretAccessKey()));
      assertThat(keys(1, 1)).isEqualTo(Map.of(second.accessKeyId(), second.secretAccessKey()));
      assertThat(second.accessKeyId()).isNotIn(first.accessKeyId(), lost.accessKeyId());
      for (FakeIam.User user : iam.users().values()) {
        assertThat(user.path()).isEqualTo("/dormouse/test-%s/tests/".formatted(A));
        assertThat(user.policies().values())
            .singleElement()
            .asString()
            .contains("\"arn:aws:s3:::test-" + A + "\"", "\"arn:aws:s3:::test-" + A + "/*\"")
            .doesNotContain("s3:*", "DeleteObjectVersion", B.value());
      }
      assertThat(clients.access().installation(A)).contains("tests");
      assertThat(first.toString()).doesNotContain(first.secretAccessKey());
    }
  }

  @Test
  void shouldEndTheKeysOfEveryReplicaThatIsNotAdmitted() {
    try (S3Clients clients = clients(house)) {
      bucket(clients);
      S3Keys stays = clients.access().issue(A, access(1, 1));
      for (ReplicaAccess ends : List.of(access(0, 1), access(2, 1), access(11, 1), access(1, 11))) {
        clients.access().issue(A, ends);
      }
      clients.access().issue(B, access(0, 1));
      clients.access().issue(A, access(0, 2));

      admitOnly(clients, access(1, 1), access(0, 2));

      assertThat(iam.users()).containsOnlyKeys(name(0, 2), name(1, 1), "dm-%s-0-1".formatted(B));
      assertThat(keys(1, 1)).containsOnlyKeys(stays.accessKeyId());
    }
  }

  @Test
  void shouldEndKeysOfAUserThatIsNotListedYet() {
    try (S3Clients clients = clients(house)) {
      bucket(clients);
      clients.access().issue(A, access(0, 1));
      clients.access().issue(A, access(1, 1));
      iam.hide(name(0, 1));
      iam.hide(name(1, 1));

      clients.access().admitOnly(A, List.of(access(1, 1)), List.of(access(0, 1)));

      assertThat(iam.users()).containsOnlyKeys(name(1, 1));
    }
  }

  @Test
  void shouldEndAllKeysBeforeAUserIsDeletedInVain() {
    try (S3Clients clients = clients(house)) {
      clients.access().issue(A, access(0, 1));
      clients.access().issue(A, access(1, 1));
      iam.fail(1, "DeleteUserPolicy", 400, "ConcurrentModification");

      assertThatThrownBy(() -> revoke(clients, A)).isInstanceOf(IamException.class);

      assertThat(iam.users()).hasSize(2);
      assertThat(keys(0, 1)).isEmpty();
      assertThat(keys(1, 1)).isEmpty();
      revoke(clients, A);
      assertThat(iam.users()).isEmpty();
    }
  }

  @Test
  void shouldFindUsersOfTheInstallationBefore() {
    try (S3Clients before = clients(house.with("--installation.id="));
        S3Clients after = clients(house)) {
      bucket(after);
      before.access().issue(A, access(0, 1));
      assertThat(before.access().installation(A)).isEmpty();
      after.access().issue(A, access(0, 2));

      admitOnly(after, access(0, 2));

      assertThat(iam.users()).containsOnlyKeys(name(0, 2));
    }
  }

  @Test
  void shouldTakeTheUsersAway() {
    try (S3Clients clients = clients(house)) {
      clients.access().issue(A, access(0, 1));
      clients.access().issue(A, access(1, 1));
      assertThat(clients.access().list())
          .containsExactly(new S3Access.Found(name(0, 1), A), new S3Access.Found(name(1, 1), A));

      revoke(clients, A);
      clients.access().remove(A, List.of());
      clients.access().remove(A, List.of(access(0, 1)));
      revoke(clients, B);

      assertThat(iam.users()).isEmpty();
      assertThat(clients.access().list()).isEmpty();
    }
  }

  @Test
  void shouldAdmitOneSessionOfARoleForEachReplica() {
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    try (S3Clients clients = clients(sts)) {
      bucket(clients);
      revoke(clients, B);

      S3Keys keys = clients.access().issue(A, access(3, 7));
      admitOnly(clients, access(3, 7), access(0, 2));

      assertThat(keys.sessionToken()).isEqualTo("token-1");
      assertThat(keys.expiresAt()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
      assertThat(iam.requests("AssumeRole"))
          .singleElement()
          .satisfies(request -> {
            assertThat(request)
                .containsEntry("RoleSessionName", A + "-3-7")
                .containsEntry("DurationSeconds", "43200");
            assertThat(request.get("Policy")).contains("arn:aws:s3:::test-" + A + "/*");
          });
      assertThat(policy(clients))
          .contains("\"aws:userid\":[\"*:%s-3-7\",\"*:%s-0-2\"]".formatted(A, A), "\"Deny\"");
      revoke(clients, A);
      assertThat(policy(clients)).contains("\"aws:userid\":[\"*:nobody\"]");
    }
  }

  @Test
  void shouldEndTheKeysOfUsersAfterTheChangeToSessions() {
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    for (boolean renewed : List.of(true, false)) {
      try (S3Clients before = clients(house);
          S3Clients after = clients(sts)) {
        bucket(before);
        before.access().issue(A, access(0, 1));
        before.access().issue(A, access(1, 1));

        if (renewed) {
          after.access().issue(A, access(0, 2));
          admitOnly(after, access(0, 2), access(1, 1));
          assertThat(iam.users()).as("the other replica keeps its own").containsKey(name(1, 1));
          admitOnly(after, access(0, 2), access(1, 3));
        } else {
          revoke(after, A);
        }
        assertThat(iam.users()).isEmpty();
        assertThat(after.access().list()).isEmpty();
      }
    }
  }

  @Test
  void shouldEndSessionsAfterTheChangeToUsers() {
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    try (S3Clients before = clients(sts);
        S3Clients after = clients(house)) {
      bucket(before);
      before.access().issue(A, access(0, 1));
      before.access().issue(A, access(1, 1));
      admitOnly(before, access(0, 1), access(1, 1));

      after.access().issue(A, access(0, 2));
      admitOnly(after, access(0, 2), access(1, 1));

      assertThat(policy(after))
          .contains("role/tenants", "\"*:" + A + "-1-1\"")
          .doesNotContain(A + "-0-1");
      revoke(after, A);
      assertThat(policy(after)).contains("role/tenants", "\"*:nobody\"").doesNotContain(A + "-");
    }
  }

  @Test
  void shouldEndSessionsOfTheRoleBefore() {
    try (S3Clients before = clients(house.with("--s3.access=sts", ROLE));
        S3Clients after =
            clients(
                house.with(
                    "--s3.access=sts", "--sts.role.arn=arn:aws:iam::123456789012:role/other"))) {
      bucket(before);
      before.access().issue(A, access(0, 1));
      admitOnly(before, access(0, 1));

      after.access().issue(A, access(0, 2));
      admitOnly(after, access(0, 2));

      assertThat(policy(after))
          .contains("role/other\"},\"StringNotLike\":{\"aws:userid\":[\"*:" + A + "-0-2\"]")
          .contains("role/tenants\"},\"StringNotLike\":{\"aws:userid\":[\"*:" + A + "-0-2\"]")
          .doesNotContain(A + "-0-1");
    }
  }

  @Test
  void shouldLeaveOlderAccessAloneWhenThereIsNoNew() {
    TestInstallation sts = house.with("--s3.access=sts", ROLE);
    try (S3Clients clients = clients(sts)) {
      bucket(clients);
      clients.access().issue(A, access(0, 1));
      admitOnly(clients, access(0, 1));
      iam.fail(1, "AssumeRole", 403, "AccessDenied");

      assertThatThrownBy(() -> clients.access().issue(A, access(0, 2)))
          .isInstanceOf(StsException.class);

      assertThat(policy(clients)).contains("\"*:" + A + "-0-1\"");
    }
  }

  private static String policy(S3Clients clients) {
    return clients.s3().getBucketPolicy(to -> to.bucket("test-" + A)).policy();
  }
}
