package io.dormouse.agents.host.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.dormouse.agents.host.driver.CreatedReplica;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaDriverContract;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.kit.docker.Docker;
import io.dormouse.agents.host.kit.docker.NeedsDocker;
import io.dormouse.language.host.HostId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsDocker
class DockerDriverIT extends ReplicaDriverContract {

  private final HostId host = new HostId("test-" + UUID.randomUUID().toString().substring(0, 8));
  private final Docker docker = new Docker();
  private DockerDriver driver;

  @BeforeAll
  static void buildImage() throws IOException {
    try (Docker docker = new Docker()) {
      docker.buildApp(TestApp.IMAGE);
    }
  }

  @BeforeEach
  void open() {
    driver = opened();
  }

  @AfterEach
  void removeAll() throws IOException {
    driver.close();
    docker.removeContainers(host.value());
    docker.close();
  }

  @Override
  protected ReplicaDriver driver() {
    return driver;
  }

  @Override
  protected ReplicaDriver restarted() {
    driver.close();
    driver = opened();
    return driver;
  }

  @Override
  protected List<String> environment(ReplicaHandle handle) throws Exception {
    String raw = docker.run(handle.value(), "/bin/busybox", "cat", "/proc/1/environ");
    return List.of(raw.split("\0", -1));
  }

  private DockerDriver opened() {
    return opened(Docker.NETWORK);
  }

  private DockerDriver opened(String network) {
    DockerDriver fresh = new DockerDriver(DockerEngine.connect(Docker.HOST), host, network);
    fresh.watch(() -> {});
    return fresh;
  }

  @Test
  void shouldLimitWhatItCreates() {
    ReplicaHandle handle = driver.create(order(1, "serve")).handle();

    InspectContainerResponse container = docker.client().inspectContainerCmd(handle.value()).exec();
    HostConfig limits = container.getHostConfig();
    assertThat(limits.getMemory()).isEqualTo(64 << 20);
    assertThat(limits.getMemorySwap()).isEqualTo(64 << 20);
    assertThat(limits.getNanoCPUs()).isEqualTo(1_000_000_000);
    assertThat(limits.getPidsLimit()).isEqualTo(512);
    assertThat(limits.getCapDrop()).containsExactly(Capability.ALL);
    assertThat(limits.getCapAdd())
        .doesNotContain(
            Capability.NET_RAW,
            Capability.MKNOD,
            Capability.AUDIT_WRITE,
            Capability.SETFCAP,
            Capability.SYS_CHROOT,
            Capability.NET_ADMIN,
            Capability.SYS_ADMIN)
        .hasSize(9);
    assertThat(limits.getInit()).isTrue();
    assertThat(limits.getSecurityOpts()).containsExactly("no-new-privileges");
    assertThat(limits.getRestartPolicy().getName()).isIn("", "no");
    assertThat(limits.getLogConfig().getConfig())
        .containsEntry("max-size", "10m")
        .containsEntry("max-file", "2");
    assertThat(limits.getPublishAllPorts()).isFalse();
    assertThat(container.getNetworkSettings().getPorts().getBindings()).isEmpty();
    assertThat(container.getName()).isEqualTo("/dormouse-" + host + "-acme.0-g1");
  }

  @Test
  void shouldStartWhatItKeptAgainUnderTheNextGeneration() throws Exception {
    started(order(1, "serve"));
    ReplicaHandle kept = handle();
    driver.stop(kept, Duration.ofSeconds(5));

    LiveReplica again = driver.start(kept, order(2, "serve"));
    driver.rename(kept, order(2, "serve"));

    Eventually.holds("it serves again", () -> Http.answers(again.address(), again.port()));
    assertThat(again.end()).isNotDone();
    assertThat(driver.list()).extracting(FoundReplica::generation).containsExactly(2L);
  }

  @Test
  void shouldSayHowWhatItKeptEnded() {
    started(order(1, "serve"));
    driver.stop(handle(), Duration.ofSeconds(5));

    assertThat(driver.list())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.state()).isEqualTo(FoundState.ENDED);
          assertThat(found.exit()).isNotNull().extracting(exit -> exit.code()).isEqualTo(0);
        });
  }

  @Test
  void shouldNoticeThatTheImageIsAnotherByNow() throws IOException {
    driver.create(order(1, "serve"));
    docker.client().tagImageCmd(TestApp.IMAGE, "dormouse-test/app", "before").exec();
    String changed = "";
    try {
      changed = docker.buildApp(TestApp.IMAGE, "RUN [\"/bin/busybox\", \"touch\", \"/changed\"]");

      assertThat(driver.list()).extracting(FoundReplica::outdated).containsExactly(true);
    } finally {
      docker.client().tagImageCmd("dormouse-test/app:before", "dormouse-test/app", "dev").exec();
      docker.client().removeImageCmd(changed).withForce(true).exec();
      docker.client().removeImageCmd("dormouse-test/app:before").withForce(true).exec();
    }
  }

  @Test
  void shouldTellTheEndOfAContainerThatSomebodyRemoved() {
    LiveReplica live = started(order(1, "serve"));

    docker.removeContainers(host.value());

    Eventually.holds("the end is told", live.end()::isDone);
  }

  @Test
  void shouldMakeItsNetworkAgainWhenItWasRemoved() throws Exception {
    String name = "dormouse-test-" + UUID.randomUUID().toString().substring(0, 8);
    driver.close();
    driver = opened(name);
    try {
      started(order(1, "serve"));
      driver.remove(handle());
      docker.client().removeNetworkCmd(name).exec();
      ReplicaHandle lost = driver.create(order(2, "serve")).handle();
      assertThatThrownBy(() -> driver.start(lost, order(2, "serve")))
          .isInstanceOf(DriverException.class)
          .hasMessageContaining(name);
      driver.remove(lost);

      LiveReplica live = started(order(3, "serve"));

      assertThat(Http.get(live.address(), live.port(), "/").body()).isEqualTo("hello\n");
    } finally {
      docker.removeContainers(host.value());
      docker.client().removeNetworkCmd(name).exec();
    }
  }

  @Test
  void shouldMakeOneNetworkHoweverManyAsk() throws Exception {
    String name = "dormouse-test-" + UUID.randomUUID().toString().substring(0, 8);
    driver.close();
    driver = opened(name);
    try (DockerDriver other =
        new DockerDriver(DockerEngine.connect(Docker.HOST), new HostId("test-other"), name)) {
      CompletableFuture<CreatedReplica> one =
          CompletableFuture.supplyAsync(() -> driver.create(order(1, "serve")));
      other.remove(other.create(order(1, "serve")).handle());
      one.get(20, TimeUnit.SECONDS);

      assertThat(docker.client().listNetworksCmd().withNameFilter(name).exec()).hasSize(1);
    } finally {
      docker.removeContainers(host.value());
      docker.client().removeNetworkCmd(name).exec();
    }
  }

  @Test
  void shouldAdoptWhatRunsInTheNetworkOfAnEarlierSetting() throws Exception {
    driver.close();
    driver = opened("bridge");
    started(order(4, "serve"));
    driver.close();
    driver = opened(Docker.NETWORK);

    LiveReplica adopted = driver.adopt(handle(), order(4, "serve"));

    assertThat(Http.get(adopted.address(), adopted.port(), "/").body()).isEqualTo("hello\n");
  }

  @Test
  void shouldLeaveContainersOfOtherHostsAlone() {
    started(order(1, "serve"));
    try (DockerDriver other =
        new DockerDriver(
            DockerEngine.connect(Docker.HOST), new HostId("test-other"), Docker.NETWORK)) {
      assertThat(other.list()).isEmpty();
    }
  }
}
