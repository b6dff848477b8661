package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import io.dormouse.agents.host.kit.Docker;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.NeedsDocker;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.schemas.host.HostCommand.RunReplica;
import io.dormouse.schemas.host.HostCommand.StopReplica;
import io.dormouse.schemas.host.ReplicaStatus.Ready;
import io.dormouse.schemas.host.ReplicaStatus.Stopped;
import io.dormouse.schemas.instance.ReplicaId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
  protected void removeAll() {
    docker.removeContainers(host.value());
  }

  @Test
  void shouldStartAStoppedContainerAgainUnderTheNextGeneration() throws Exception {
    startAgent();
    run(1, "serve");
    String id = container().getId();
    brain.command(new StopReplica(host, ACME, 1, Duration.ofSeconds(5)));
    brain.await(Stopped.class, ACME, 1);
    brain.forget(ACME);

    run(2, "serve");

    assertThat(container().getId()).isEqualTo(id);
    assertThat(container().getNames()).containsExactly("/dormouse-" + host + "-acme.0-g2");
  }

  @Test
  void shouldMakeANewContainerForAnotherSpec() throws Exception {
    startAgent();
    run(1, "serve");
    String id = container().getId();
    brain.command(new StopReplica(host, ACME, 1, Duration.ofSeconds(5)));
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
      brain.command(new RunReplica(host, replica, 1, TestApp.spec("serve"), Instant.now()));
      brain.await(Ready.class, replica, 1);
      brain.command(new StopReplica(host, replica, 1, Duration.ofSeconds(5)));
      brain.await(Stopped.class, replica, 1);
    }

    Eventually.holds("only the newest is kept", () -> docker.containers(host.value()).size() == 1);
    assertThat(container().getLabels()).containsEntry("io.dormouse.replica", "b.0");
  }

  private Container container() {
    return docker.containers(host.value()).get(0);
  }
}
