package io.dormouse.agents.host.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.credentials.PrivateKeyset;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.kit.keys.TestKeyset;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaOrdersTest {

  private static final InstanceId ACME = new InstanceId("acme");

  private final ReplicaOrders orders =
      new ReplicaOrders("bridge", Map.of("OTHER", "host"), PrivateKeyset.none());

  @Test
  void shouldLetTheBlueprintWinOverTheHost() {
    ReplicaOrders host =
        new ReplicaOrders("", Map.of("GREETING", "host", "OTHER", "host"), PrivateKeyset.none());

    assertThat(host.order(run("acme.0", 1, "serve")).environment())
        .containsEntry("GREETING", "from the blueprint")
        .containsEntry("OTHER", "host")
        .containsEntry("MODE", "serve")
        .containsEntry("DORMOUSE_INSTANCE", "acme")
        .containsEntry("DORMOUSE_REPLICA", "acme.0");
  }

  @Test
  void shouldLetOwnCredentialsWinOverAllButWhoTheReplicaIs() throws Exception {
    TestKeyset keys = TestKeyset.generate();
    ReplicaOrders host =
        new ReplicaOrders("", Map.of("DATABASE_USER", "shared"), PrivateKeyset.of(keys.keys()));
    Map<String, String> own =
        Map.of("DATABASE_USER", "own", "MODE", "own", "DORMOUSE_INSTANCE", "own");

    ReplicaOrder order = host.opened(run("acme.0", keys.seal(ACME, 2, own)));

    assertThat(order.environment())
        .containsEntry("DATABASE_USER", "own")
        .containsEntry("MODE", "own")
        .containsEntry("DORMOUSE_INSTANCE", "acme");
    assertThat(order.credentials()).isEqualTo(2);
  }

  @Test
  void shouldNotMixSharedCredentialsWithOwnOnes() throws Exception {
    TestKeyset keys = TestKeyset.generate();
    ReplicaOrders host =
        new ReplicaOrders(
            "",
            Map.of(
                "S3_ENDPOINT",
                "shared",
                "AWS_SESSION_TOKEN",
                "shared",
                "PGSSLMODE",
                "shared",
                "TZ",
                "UTC"),
            PrivateKeyset.of(keys.keys()));

    assertThat(host.opened(run("acme.0", keys.seal(ACME, 1, Map.of("A", "1")))).environment())
        .containsEntry("A", "1")
        .containsEntry("TZ", "UTC")
        .doesNotContainValue("shared");
    assertThat(host.opened(run("acme.0", 1, "serve")).environment())
        .containsEntry("S3_ENDPOINT", "shared");
  }

  @Test
  void shouldHashWhichCredentialsAContainerHas() throws Exception {
    TestKeyset keys = TestKeyset.generate();
    SealedCredentials first = keys.seal(ACME, 1, Map.of("A", "1"));
    String hash = orders.specHash(run("acme.0", first));

    assertThat(orders.specHash(run("acme.0", first))).isEqualTo(hash);
    assertThat(orders.specHash(run("acme.0", 1, "serve"))).isNotEqualTo(hash);
    assertThat(orders.specHash(run("acme.0", keys.seal(ACME, 2, Map.of("A", "1")))))
        .isNotEqualTo(hash);
    assertThat(orders.specHash(run("acme.0", keys.seal(ACME, 1, Map.of("A", "1")))))
        .as("the same version in another life of the instance")
        .isNotEqualTo(hash);
  }

  @Test
  void shouldShowNoValuesInTheTextOfAnOrder() throws Exception {
    TestKeyset keys = TestKeyset.generate();
    ReplicaOrders host = new ReplicaOrders("", Map.of(), PrivateKeyset.of(keys.keys()));

    assertThat(host.opened(run("acme.0", keys.seal(ACME, 1, Map.of("PASSWORD", "canary")))))
        .asString()
        .contains("PASSWORD")
        .doesNotContain("canary");
  }

  @Test
  void shouldReportNothingOfOwnCredentialsThatAnApplicationWrote() throws Exception {
    TestKeyset keys = TestKeyset.generate();
    ReplicaOrders host = new ReplicaOrders("", Map.of(), PrivateKeyset.of(keys.keys()));
    Map<String, String> own =
        Map.of("PGPASSWORD", "canary-1", "DATABASE_URL", "x://u:canary-1@h", "PGPORT", "5432");
    List<String> lines = List.of("port 5432", "PGPASSWORD=canary-1", "at x://u:canary-1@h!");

    assertThat(host.reportable(run("acme.0", keys.seal(ACME, 1, own)), lines))
        .containsExactly("port 5432", "PGPASSWORD=[PGPASSWORD]", "at [DATABASE_URL]!");
    assertThat(host.reportable(run("acme.0", 1, "serve"), lines)).isEqualTo(lines);
    assertThat(host.reportable(run("acme.0", TestKeyset.generate().seal(ACME, 1, own)), lines))
        .isEmpty();
  }

  @Test
  void shouldHashTheSameForTheNextGeneration() {
    assertThat(orders.specHash(run("acme.0", 2, "serve")))
        .isEqualTo(orders.specHash(run("acme.0", 1, "serve")));
  }

  @Test
  void shouldHashWhatAContainerIsMadeFrom() {
    String hash = orders.specHash(run("acme.0", 1, "serve"));

    assertThat(orders.specHash(run("acme.0", 1, "other"))).isNotEqualTo(hash);
    assertThat(orders.specHash(run("bcme.0", 1, "serve"))).isNotEqualTo(hash);
    assertThat(
            new ReplicaOrders("bridge", Map.of("OTHER", "moved"), PrivateKeyset.none())
                .specHash(run("acme.0", 1, "serve")))
        .isNotEqualTo(hash);
    assertThat(
            new ReplicaOrders("other", Map.of("OTHER", "host"), PrivateKeyset.none())
                .specHash(run("acme.0", 1, "serve")))
        .isNotEqualTo(hash);
  }

  private static RunReplica run(String replica, SealedCredentials credentials) {
    return new RunReplica(
        new HostId("host-1"),
        ReplicaId.parse(replica),
        1,
        TestApp.spec("serve"),
        Instant.EPOCH,
        credentials);
  }

  private static RunReplica run(String replica, long generation, String mode) {
    return new RunReplica(
        new HostId("host-1"),
        ReplicaId.parse(replica),
        generation,
        TestApp.spec(mode),
        Instant.EPOCH,
        null);
  }
}
