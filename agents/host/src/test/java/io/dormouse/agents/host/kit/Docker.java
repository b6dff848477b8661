package io.dormouse.agents.host.kit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The engine that tests use: the one that answers at the usual place. */
public final class Docker implements AutoCloseable {

  public static final URI HOST = URI.create("unix:///var/run/docker.sock");

  private final DockerClient client =
      DockerClientImpl.getInstance(
          DefaultDockerClientConfig.createDefaultConfigBuilder()
              .withDockerHost(HOST.toString())
              .build(),
          new ApacheDockerHttpClient.Builder()
              .dockerHost(HOST)
              .connectionTimeout(Duration.ofSeconds(5))
              .responseTimeout(Duration.ofSeconds(30))
              .build());

  /** Null if an engine answers, else what it said instead. */
  static @Nullable String whyNot() {
    try (Docker docker = new Docker()) {
      docker.client.pingCmd().exec();
      return null;
    } catch (RuntimeException | IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  public DockerClient client() {
    return client;
  }

  /** Builds the image of the tests' application without any registry. */
  public void buildApp(String tag) throws IOException {
    buildApp(tag, "");
  }

  /** Builds it with one more line in its Dockerfile; the image's id. */
  public String buildApp(String tag, String line) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("dormouse-test-image")) {
      Path context = folder.path();
      TestApp.copyTo(context);
      Files.copy(TestApp.BUSYBOX, context.resolve("busybox"));
      Files.writeString(
          context.resolve("Dockerfile"), "\n" + line + "\n", StandardOpenOption.APPEND);
      return client
          .buildImageCmd(context.toFile())
          .withTags(Set.of(tag))
          .exec(new BuildImageResultCallback())
          .awaitImageId();
    }
  }

  /** Containers of the host, running or not. */
  public List<Container> containers(String host) {
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of("io.dormouse.host", host))
        .exec();
  }

  public void removeContainers(String host) {
    containers(host).forEach(this::remove);
  }

  /** False if it goes by itself already. */
  private boolean remove(Container container) {
    try {
      client.removeContainerCmd(container.getId()).withForce(true).exec();
      return true;
    } catch (NotFoundException | ConflictException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
