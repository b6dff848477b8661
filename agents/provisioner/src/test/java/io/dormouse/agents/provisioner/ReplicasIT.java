package io.dormouse.agents.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.Servers;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStatus.BucketDeleted;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.ResourceStatus.Revoked;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import io.dormouse.language.resources.ResourceStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands for instances of several replicas. */
class ReplicasIT extends WholeProgram {

  private final InstanceId acme = instance("acme");
  private final ResourceId id = resource("a");

  ReplicasIT(Servers servers) throws Exception {
    super(servers);
  }

  private ProvideResources provide(long request, ReplicaAccess... access) {
    return new ProvideResources(
        acme, id, request, request == 1 ? null : "main", SEED, List.of(access));
  }

  private static ReplicaAccess wanted(int replica, long version) {
    return new ReplicaAccess(replica, version, false);
  }

  private static ReplicaAccess issued(int replica, long version) {
    return new ReplicaAccess(replica, version, true);
  }

  private Provided provided(ProvideResources command) throws Exception {
    brain().command(command);
    return brain().await(Provided.class, command);
  }

  private void assertRefused(Map<String, String> variables) {
    assertThatThrownBy(() -> login(variables)).isInstanceOf(SQLException.class);
    assertThat(userKeys(id)).doesNotContainKey(variables.get("AWS_ACCESS_KEY_ID"));
  }

  private void assertAdmitted(Map<String, String> variables) throws SQLException {
    login(variables).close();
    assertThat(userKeys(id))
        .containsEntry(variables.get("AWS_ACCESS_KEY_ID"), variables.get("AWS_SECRET_ACCESS_KEY"));
  }

  private static void insert(Connection session, String text) throws SQLException {
    TestPostgres.execute(session, "INSERT INTO notes VALUES ('%s')".formatted(text));
  }

  @Test
  void shouldFenceOneReplicaAndLeaveTheOthersSessionAlone() throws Exception {
    start(house());
    Provided both = provided(provide(1, wanted(0, 1), wanted(1, 1)));
    assertThat(both.credentials()).extracting("replica").containsExactly(0, 1);
    Map<String, String> fenced = opened(acme, both, 0);
    Map<String, String> stays = opened(acme, both, 1);
    assertThat(fenced.get("DATABASE_USER")).isEqualTo("dm_" + id + "_0_1");
    assertThat(stays.get("DATABASE_USER")).isEqualTo("dm_" + id + "_1_1");
    assertThat(stays.get("S3_BUCKET")).isEqualTo(fenced.get("S3_BUCKET"));

    try (Connection ended = login(fenced);
        Connection undisturbed = login(stays)) {
      insert(ended, "from the first");
      undisturbed.setAutoCommit(false);
      insert(undisturbed, "from the second");

      Provided renewed = provided(provide(2, wanted(0, 2), issued(1, 1)));

      assertThatThrownBy(() -> insert(ended, "late")).isInstanceOf(SQLException.class);
      undisturbed.commit();
      assertRefused(fenced);
      assertAdmitted(stays);
      assertThat(renewed.credentials()).extracting("replica").containsExactly(0);
      Map<String, String> newest = opened(acme, renewed, 0);
      assertAdmitted(newest);
      try (Connection session = login(newest)) {
        assertThat(TestPostgres.ask(session, "SELECT text FROM notes ORDER BY 1"))
            .containsExactly("from the first", "from the second", "welcome to " + acme);
      }
    }
  }

  @Test
  void shouldAddAReplicaAndRevokeOneThatIsNotListedAnyMore() throws Exception {
    start(house());
    Provided both = provided(provide(1, wanted(0, 1), wanted(1, 1)));
    Map<String, String> first = opened(acme, both, 0);
    Map<String, String> second = opened(acme, both, 1);

    try (Connection undisturbed = login(first)) {
      Provided added = provided(provide(2, issued(0, 1), issued(1, 1), wanted(2, 2)));
      Map<String, String> third = opened(acme, added, 2);
      assertThat(added.credentials()).hasSize(1);
      for (Map<String, String> one : List.of(first, second, third)) {
        assertAdmitted(one);
      }

      Provided fewer = provided(provide(3, issued(0, 1)));

      assertThat(fewer.credentials()).isEmpty();
      assertRefused(second);
      assertRefused(third);
      assertAdmitted(first);
      insert(undisturbed, "still here");
    }
    assertThat(
            servers()
                .postgres()
                .ask("SELECT 1 FROM dormouse.credentials WHERE resource = '" + id + "'"))
        .as("nothing is kept of what is revoked")
        .hasSize(1);
  }

  @Test
  void shouldRevokeAndRemoveAllReplicas() throws Exception {
    RevokeResources revoke = new RevokeResources(acme, id, 2, "main", false);
    RemoveResources remove = new RemoveResources(acme, id, 4, "main");
    start(house());
    Provided both = provided(provide(1, wanted(0, 1), wanted(1, 1)));

    brain().command(revoke);
    brain().await(Revoked.class, revoke);

    assertRefused(opened(acme, both, 0));
    assertRefused(opened(acme, both, 1));
    Provided again = provided(provide(3, wanted(0, 3), wanted(1, 3)));
    assertAdmitted(opened(acme, again, 0));
    assertAdmitted(opened(acme, again, 1));
    brain().command(remove);
    brain().await(BucketDeleted.class, remove);
    assertNothingIsLeft(id);
  }

  @Test
  void shouldGoOnAfterAnAttemptThatGotHalfOfTheKeys() throws Exception {
    start(house().with("--retry.refused.attempts=1"));
    Provided both = provided(provide(1, wanted(0, 1), wanted(1, 1)));
    ProvideResources refused = provide(2, wanted(0, 2), wanted(1, 2));
    servers().iam().failFor("dm-%s-1-2".formatted(id), "CreateAccessKey", 403, "AccessDenied");

    brain().command(refused);
    StepFailed failed = brain().await(StepFailed.class, refused);

    assertThat(failed.step()).isEqualTo(ResourceStep.ISSUE_KEYS);
    assertAdmitted(opened(acme, both, 0));
    assertAdmitted(opened(acme, both, 1));
    Provided third = provided(provide(3, wanted(0, 3), wanted(1, 3)));
    assertRefused(opened(acme, both, 0));
    assertRefused(opened(acme, both, 1));
    assertAdmitted(opened(acme, third, 0));
    assertAdmitted(opened(acme, third, 1));
    assertThat(userKeys(id)).as("nothing is left of the refused one").hasSize(2);
  }

  @Test
  void shouldFenceOneReplicasSessionOfARole() throws Exception {
    start(house().with("--s3.access=sts", "--sts.role.arn=arn:aws:iam::123456789012:role/tenants"));
    provided(provide(1, wanted(0, 1), wanted(1, 1)));

    Provided renewed = provided(provide(2, wanted(0, 2), issued(1, 1)));

    assertThat(opened(acme, renewed, 0)).containsKey("AWS_SESSION_TOKEN");
    try (S3Clients clients = clients()) {
      assertThat(clients.s3().getBucketPolicy(to -> to.bucket("test-" + id)).policy())
          .contains("\"*:" + id + "-0-2\"", "\"*:" + id + "-1-1\"")
          .doesNotContain(id + "-0-1");
    }
  }
}
