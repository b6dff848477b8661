package io.dormouse.agents.host;

import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.docker.DockerDriver;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import io.dormouse.agents.host.driver.process.ProcessDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the driver that the settings ask for. */
final class Drivers {

  private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);

  private Drivers() {}

  static ReplicaDriver choose(HostAgentSettings settings) {
    return switch (settings.driver()) {
      case DOCKER -> docker(settings, DockerEngine.connect(settings.docker().uri()));
      case PROCESS -> process(settings);
      case AUTO -> auto(settings);
    };
  }

  private static ReplicaDriver auto(HostAgentSettings settings) {
    DockerEngine engine = DockerEngine.connect(settings.docker().uri());
    boolean answers = engine.answers();
    LOG.atInfo()
        .setMessage(
            answers
                ? "a Docker engine answers"
                : "no Docker engine answers, so replicas are processes")
        .addKeyValue("docker_host", settings.docker().host())
        .log();
    if (answers) {
      return docker(settings, engine);
    }
    engine.close();
    return process(settings);
  }

  private static ReplicaDriver docker(HostAgentSettings settings, DockerEngine engine) {
    DockerSettings docker = settings.docker();
    return new DockerDriver(
        engine, settings.host(), docker.network(), docker.config(), docker.pullTimeout());
  }

  private static ReplicaDriver process(HostAgentSettings settings) {
    return new ProcessDriver(
        settings.dataDir().toAbsolutePath(),
        settings.process().images().toAbsolutePath(),
        settings.process().address());
  }
}
