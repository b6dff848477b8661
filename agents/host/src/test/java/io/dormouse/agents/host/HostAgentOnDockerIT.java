package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.DockerDriver;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.kit.docker.Docker;
import io.dormouse.agents.host.kit.docker.MuteRegistry;
import io.dormouse.agents.host.kit.docker.NeedsDocker;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.ReplicaStatus.Ready;
import io.dormouse.language.host.ReplicaStatus.Stopped;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsDocker
class HostAgentOnDockerIT extends HostAgentContract {

  private static Docker docker;

  @BeforeAll
  static void buildImage() throws IOException {
    docker = new Docker();
    docker.buildApp(TestApp.IMAGE);
  }

  @AfterAll
  static void closeDocker() throws IOException {
    docker.close();
  }

  @Override
  protected String driver() {
    return "docker";
  }

  @Override
  protected int running() {
    return (int)
        docker.containers(host.value()).stream()
            .filter(container -> container.getState().equals("running"))
            .count();
  }

  @Override
  protected int left() {
    return docker.containers(host.value()).size();
  }

  @Override
  protected void removeAll() {
    docker.removeContainers(host.value());
  }

  @Test
  void shouldStartAStoppedContainerAgainUnderTheNextGeneration() throws Exception {
    startAgent();
    run(1, "serve");
    String id = container().getId();
    brain.command(new StopReplica(host, ACME, 1, Duration.ofSeconds(5), false));
    brain.await(Stopped.class, ACME, 1);
    brain.forget(ACME);

    run(2, "serve");

    assertThat(container().getId()).isEqualTo(id);
    assertThat(container().getNames()).containsExactly("/dormouse-" + host + "-acme.0-g2");
  }

  @Test
  void shouldStopAtOnceWhatStillWaitsForItsImage() throws Exception {
    try (MuteRegistry mute = new MuteRegistry()) {
      startAgent();
      brain.command(runCommand(1, TestApp.spec(mute.image("app:1"), "serve", GRACE)));
      Eventually.holds("the registry is asked", () -> mute.asked() > 0);

      brain.command(new StopReplica(host, ACME, 1, GRACE, false));

      brain.await(Stopped.class, ACME, 1);
      assertThat(left()).isZero();
    }
  }

  @Test
  void shouldReportTheFilesThatAContainerHadChanged() throws Exception {
    startAgent();
    Ready ready = run(1, "serve");
    Http.get(ready.address(), ready.port(), "/cgi-bin/write");

    brain.command(new StopReplica(host, ACME, 1, GRACE, false));

    assertThat(brain.await(Stopped.class, ACME, 1).changedFiles())
        .satisfies(files -> {
          assertThat(files.count()).isEqualTo(3);
          assertThat(files.paths())
              .containsExactlyInAnyOrder("/data/a", "/data/b/c", "/data/b-c/d");
        });
  }

  @Test
  void shouldMakeANewContainerForAnotherSpec() throws Exception {
    startAgent();
    run(1, "serve");
    String id = container().getId();
    brain.command(new StopReplica(host, ACME, 1, Duration.ofSeconds(5), false));
    brain.await(Stopped.class, ACME, 1);

    run(2, "slow");

    Eventually.holds(
        "the old one is removed",
        () -> docker.containers(host.value()).size() == 1 && !container().getId().equals(id));
  }

  @Test
  void shouldKeepTheNewestFewStoppedContainers() throws Exception {
    startAgent("--stopped.kept=1");
    for (String name : new String[] {"a.0", "b.0"}) {
      ReplicaId replica = ReplicaId.parse(name);
      brain.command(new RunReplica(host, replica, 1, TestApp.spec("serve"), Instant.now(), null));
      brain.await(Ready.class, replica, 1);
      brain.command(new StopReplica(host, replica, 1, Duration.ofSeconds(5), false));
      brain.await(Stopped.class, replica, 1);
    }

    Eventually.holds("only the newest is kept", () -> docker.containers(host.value()).size() == 1);
    assertThat(container().getLabels()).containsEntry("io.dormouse.replica", "b.0");
  }

  @Test
  void shouldKeepStoppedContainersForALimitedTime() throws Exception {
    startAgent("--stopped.kept.for=300ms", "--resync.interval=100ms");
    run(1, "serve");

    stop(1);

    Eventually.holds("it is removed", () -> left() == 0);
  }

  @Test
  void shouldDiscardWhatIsThereOfEveryGeneration() throws Exception {
    try (DockerDriver driver =
        new DockerDriver(DockerEngine.connect(Docker.HOST), host, Docker.NETWORK)) {
      for (long generation : new long[] {1, 2}) {
        ReplicaHandle handle = driver.create(order(generation)).handle();
        driver.start(handle, order(generation));
        driver.stop(handle, GRACE);
      }
      driver.create(order(7));
    }
    assertThat(left()).isEqualTo(3);

    brain.command(discard(3));
    startAgent();

    brain.await(Stopped.class, ACME, 3);
    assertThat(left()).isZero();
  }

  private static ReplicaOrder order(long generation) {
    return new ReplicaOrder(ACME, generation, TestApp.spec("serve"), Map.of(), 0, "a-spec");
  }

  @Test
  void shouldReuseAStoppedContainerOnlyWithTheCredentialsThatItWasMadeWith() throws Exception {
    startAgent();
    SealedCredentials first = sealed(1, "canary-1");
    brain.command(runCommand(ACME, 1, "serve", first));
    brain.await(Ready.class, ACME, 1);
    String id = container().getId();
    stop(1);
    brain.command(runCommand(ACME, 2, "serve", first));
    brain.await(Ready.class, ACME, 2);
    assertThat(container().getId()).isEqualTo(id);
    stop(2);

    brain.command(runCommand(ACME, 3, "serve", sealed(2, "canary-2")));
    Ready ready = brain.await(Ready.class, ACME, 3);

    assertThat(environment(ready)).contains("canary-2").doesNotContain("canary-1");
    Eventually.holds(
        "the one with the older credentials is removed",
        () -> docker.containers(host.value()).size() == 1 && !container().getId().equals(id));
    assertThat(container().getLabels()).containsEntry("io.dormouse.credentials", "2");
  }

  @Test
  void shouldShowCredentialsInNoLabelAndInNoOtherTenantsContainer() throws Exception {
    startAgent();
    ReplicaId other = ReplicaId.parse("other.0");
    brain.command(runCommand(ACME, 1, "serve", sealed(1, "canary-1")));
    brain.command(
        runCommand(other, 1, "serve", keys.seal(other.instance(), 1, Map.of("A", "canary-other"))));
    brain.await(Ready.class, ACME, 1);
    brain.await(Ready.class, other, 1);

    String acme = inspected("acme.0");

    assertThat(inspected("other.0")).contains("canary-other").doesNotContain("canary-1");
    assertThat(acme).contains("DATABASE_PASSWORD=canary-1").doesNotContain("canary-other");
    assertThat(docker.containers(host.value()).toString()).doesNotContain("canary");
  }

  private String inspected(String replica) throws IOException {
    String id =
        docker.containers(host.value()).stream()
            .filter(one -> replica.equals(one.getLabels().get("io.dormouse.replica")))
            .findFirst()
            .orElseThrow()
            .getId();
    return new ObjectMapper().writeValueAsString(docker.client().inspectContainerCmd(id).exec());
  }

  private void stop(long generation) throws Exception {
    brain.command(new StopReplica(host, ACME, generation, Duration.ofSeconds(5), false));
    brain.await(Stopped.class, ACME, generation);
  }

  private Container container() {
    return docker.containers(host.value()).get(0);
  }
}
