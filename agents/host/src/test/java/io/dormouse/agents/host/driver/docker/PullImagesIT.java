package io.dormouse.agents.host.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import io.dormouse.agents.host.driver.ImageMissingException;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.ShippedLogs;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.kit.docker.Docker;
import io.dormouse.agents.host.kit.docker.MuteRegistry;
import io.dormouse.agents.host.kit.docker.NeedsDocker;
import io.dormouse.agents.host.kit.docker.Registry;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that the engine lacks, with a real registry. */
@NeedsDocker
class PullImagesIT {

  private static final String NAME = "dormouse-test/pulled:1";

  private final HostId host = new HostId("test-" + UUID.randomUUID().toString().substring(0, 8));
  private final Docker docker = new Docker();
  @TempDir private Path folder;

  @AfterEach
  void removeAll() throws IOException {
    docker.removeContainers(host.value());
    docker.close();
  }

  @Test
  void shouldPullWhatTheEngineLacks() throws Exception {
    try (Registry registry = Registry.start(folder, false);
        DockerDriver driver = driver(Duration.ofMinutes(1))) {
      String image = pushed(registry);
      try {
        driver.fetch(order(image)).get(60, TimeUnit.SECONDS);

        driver.create(order(image));
        assertThat(driver.list()).hasSize(1);
      } finally {
        docker.removeContainers(host.value());
        forget(image);
      }
    }
  }

  @Test
  void shouldUseTheCredentialsOfTheConfigurationFileAsItIsThen() throws Exception {
    try (Registry registry = Registry.start(folder, true);
        DockerDriver driver = driver(Duration.ofMinutes(1))) {
      String image = pushed(registry);
      assertThatThrownBy(() -> driver.fetch(order(image)).get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ImageMissingException.class)
          .hasMessageContaining(image)
          .hasMessageContaining("docker login");

      logIn(registry);
      try {
        driver.fetch(order(image)).get(60, TimeUnit.SECONDS);

        assertThat(docker.client().inspectImageCmd(image).exec().getId()).isNotEmpty();
      } finally {
        forget(image);
      }
    }
  }

  @Test
  void shouldSayThatTheRegistryHasNone() throws Exception {
    try (Registry registry = Registry.start(folder, false);
        DockerDriver driver = driver(Duration.ofMinutes(1))) {
      String image = registry.image("dormouse-test/nothing:here");

      assertThatThrownBy(() -> driver.fetch(order(image)).get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ImageMissingException.class)
          .hasMessageContaining(image)
          .hasMessageContaining("the registry has none of that name and tag");
    }
  }

  @Test
  void shouldSayThatThereIsNoRegistry() {
    try (DockerDriver driver = driver(Duration.ofMinutes(1))) {
      assertThatThrownBy(() -> driver.fetch(order("127.0.0.1:1/app:1")).get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ImageMissingException.class)
          .hasMessageContaining("its registry cannot be reached");
    }
  }

  @Test
  void shouldLogNoStackTraceOfAFailedPull() throws Exception {
    try (ShippedLogs logs = new ShippedLogs();
        DockerDriver driver = driver(Duration.ofMinutes(1))) {
      assertThatThrownBy(() -> driver.fetch(order("127.0.0.1:1/app:1")).get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ImageMissingException.class);

      assertThat(logs.lines())
          .anyMatch(line -> line.contains("pulling image"))
          .noneMatch(line -> line.contains("\tat "));
    }
  }

  @Test
  void shouldEndAPullThatTakesTooLongAndShareItBetweenStarts() throws Exception {
    try (MuteRegistry mute = new MuteRegistry();
        DockerDriver driver = driver(Duration.ofSeconds(2))) {
      ReplicaOrder order = order(mute.image("app:1"));
      List<CompletableFuture<Void>> waiting =
          IntStream.range(0, 8).mapToObj(any -> driver.fetch(order)).toList();
      Eventually.holds("the registry is asked", () -> mute.asked() > 0);

      for (CompletableFuture<Void> one : waiting) {
        assertThatThrownBy(() -> one.get(60, TimeUnit.SECONDS))
            .cause()
            .isInstanceOf(ImageMissingException.class)
            .hasMessageContaining("not done within docker.pull.timeout, 2 s");
      }
      assertThat(mute.asked()).isLessThan(8);
    }
  }

  private DockerDriver driver(Duration pullTimeout) {
    return new DockerDriver(
        DockerEngine.connect(Docker.HOST), host, Docker.NETWORK, folder, pullTimeout);
  }

  /** Pushes an image to the registry that the engine then lacks; returns its name. */
  private String pushed(Registry registry) throws Exception {
    String image = registry.image(NAME);
    docker.buildApp(image);
    docker
        .client()
        .pushImageCmd(image)
        .withAuthConfig(
            new AuthConfig()
                .withUsername(Registry.USER)
                .withPassword(Registry.PASSWORD)
                .withRegistryAddress(registry.address()))
        .start()
        .awaitCompletion(60, TimeUnit.SECONDS);
    forget(image);
    return image;
  }

  private void forget(String image) {
    try {
      docker.client().removeImageCmd(image).withForce(true).exec();
    } catch (NotFoundException e) {
      assertThat(e.getMessage()).contains(image);
    }
  }

  private void logIn(Registry registry) throws IOException {
    String login =
        Base64.getEncoder()
            .encodeToString(
                (Registry.USER + ":" + Registry.PASSWORD).getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.address(), login));
  }

  private static ReplicaOrder order(String image) {
    return new ReplicaOrder(
        ReplicaId.parse("acme.0"),
        1,
        TestApp.spec(image, "serve", Duration.ofSeconds(10)),
        Map.of(),
        0,
        "the-spec");
  }
}
