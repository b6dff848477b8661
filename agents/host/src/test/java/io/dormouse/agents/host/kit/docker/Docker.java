package io.dormouse.agents.host.kit.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import io.dormouse.agents.host.kit.TemporaryFolder;
import io.dormouse.agents.host.kit.TestApp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The engine of the tests, at the usual address. */
public final class Docker implements AutoCloseable {

  public static final URI HOST = URI.create("unix:///var/run/docker.sock");

  /** The network that the agent makes by default. */
  public static final String NETWORK = "dormouse";

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

  /** The reason that no engine answers, or null if one does. */
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

  /** Builds the image of the test application without a registry. */
  public void buildApp(String tag) throws IOException {
    buildApp(tag, "");
  }

  /** Builds the image with one more line in its Dockerfile; returns the image's id. */
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

  /**
   * Builds an image from a folder and from programs of this machine with their libraries.
   *
   * @param programs files or folders, which have the same path in the image
   */
  public void build(String tag, Path context, List<Path> programs) throws Exception {
    Path root = Files.createDirectories(context.resolve("root"));
    for (Path program : programs) {
      if (!Files.exists(program)) {
        throw new IllegalStateException("Expected %s for a test image.".formatted(program));
      }
      copy(program, root);
    }
    client
        .buildImageCmd(context.toFile())
        .withTags(Set.of(tag))
        .exec(new BuildImageResultCallback())
        .awaitImageId();
  }

  private static void copy(Path program, Path root) throws Exception {
    String script =
        """
        { echo "$1"; find "$1" -type f -exec ldd {} + 2> /dev/null | grep -o '/[^ :]*[^ :]' | grep -v :$; } |
          sort -u | tar -chf - -C / -T - | tar -xf - -C "$2"
        """;
    Process process =
        new ProcessBuilder("sh", "-c", script, "copy", program.toString(), root.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("Expected to copy %s with its libraries.".formatted(program));
    }
  }

  /** Runs a command in a container; returns its output. */
  public String run(String container, String... command) throws InterruptedException {
    List<String> output = new CopyOnWriteArrayList<>();
    String id =
        client
            .execCreateCmd(container)
            .withCmd(command)
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    client
        .execStartCmd(id)
        .exec(
            new ResultCallback.Adapter<Frame>() {
              @Override
              public void onNext(Frame frame) {
                output.add(new String(frame.getPayload(), StandardCharsets.UTF_8));
              }
            })
        .awaitCompletion(20, TimeUnit.SECONDS);
    return String.join("", output);
  }

  /** The options of the engine's own network. */
  public Map<String, String> bridgeOptions() {
    return client.inspectNetworkCmd().withNetworkId("bridge").exec().getOptions();
  }

  /** Nothing happens if there is none of this name. */
  public void removeNetwork(String name) {
    client
        .listNetworksCmd()
        .withNameFilter(name)
        .exec()
        .forEach(network -> client.removeNetworkCmd(network.getId()).exec());
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

  /** Removes a container; false if it is gone or being removed already. */
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
