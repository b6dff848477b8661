package io.dormouse.benchmarks.wake;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * {@code docker start} of a stopped container, with the limits that a host agent gives it and in a
 * network that is there.
 */
final class DockerStart implements DirectStart {

  private final DockerClient docker;
  private final String container;
  private final String network;
  private final int port;

  DockerStart(String image, String network, long memoryBytes, int port) {
    DefaultDockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder().build();
    this.docker =
        DockerClientImpl.getInstance(
            config,
            new ApacheDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
    this.network = network;
    this.port = port;
    this.container =
        docker
            .createContainerCmd(image)
            .withHostConfig(
                HostConfig.newHostConfig()
                    .withMemory(memoryBytes)
                    .withMemorySwap(memoryBytes)
                    .withNanoCPUs(1_000_000_000L)
                    .withCapDrop(Capability.ALL)
                    .withSecurityOpts(List.of("no-new-privileges"))
                    .withPidsLimit(512L)
                    .withInit(true)
                    .withNetworkMode(network))
            .exec()
            .getId();
  }

  @Override
  public URI start() {
    docker.startContainerCmd(container).exec();
    String address =
        Objects.requireNonNull(
                docker
                    .inspectContainerCmd(container)
                    .exec()
                    .getNetworkSettings()
                    .getNetworks()
                    .get(network))
            .getIpAddress();
    return URI.create("http://%s:%d".formatted(address, port));
  }

  @Override
  public void stop() {
    docker.stopContainerCmd(container).withTimeout(10).exec();
  }

  @Override
  public void close() throws IOException {
    docker.removeContainerCmd(container).withForce(true).exec();
    docker.close();
  }
}
