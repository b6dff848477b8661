package io.dormouse.agents.host;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.host.HostCommand.RunReplica;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Connection to the Docker engine.
 *
 * <p>The constructor throws {@link SettingsException} if a value is not what its key expects.
 */
public record DockerSettings(
    @Setting(
            key = "docker.host",
            byDefault = "unix:///var/run/docker.sock",
            doc = "The Docker engine, `unix://…` or `tcp://host:port`.")
        String host,
    @Setting(
            key = "docker.network",
            byDefault = "dormouse",
            doc =
                "The network of the containers. If the engine has none of that name, it is made so that they cannot reach one another.")
        String network,
    @Setting(
            key = "docker.config",
            doc =
                "Folder of the `config.json` whose `auths` are the credentials of registries; empty is `$DOCKER_CONFIG`, else `~/.docker`.")
        Path config,
    @Setting(
            key = "docker.pull.timeout",
            byDefault = "10m",
            doc = "How long the pull of a missing image may take; at most `15m`.")
        Duration pullTimeout) {

  public DockerSettings {
    if (!host.matches("(unix:///|tcp://).+") || !isUri(host)) {
      throw new SettingsException(
          "The setting docker.host has the value '%s'. Expected 'unix:///path' or 'tcp://host:port'."
              .formatted(host));
    }
    if (!pullTimeout.isPositive() || pullTimeout.compareTo(RunReplica.LONGEST_PULL) > 0) {
      throw new SettingsException(
          "The setting docker.pull.timeout has the value %s. Expected more than 0s and at most %d minutes."
              .formatted(pullTimeout, RunReplica.LONGEST_PULL.toMinutes()));
    }
    if (network.isBlank()) {
      throw new SettingsException(
          "The setting docker.network is empty. Expected a network's name, such as 'dormouse'.");
    }
  }

  /** The engine's address. */
  public URI uri() {
    return URI.create(host);
  }

  private static boolean isUri(String text) {
    try {
      return !URI.create(text).getScheme().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
