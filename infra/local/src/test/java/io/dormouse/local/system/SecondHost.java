package io.dormouse.local.system;

import io.dormouse.local.client.Await;
import io.dormouse.local.supervision.ReadinessCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A second host agent beside that of the system; to the brain it is another machine. */
final class SecondHost implements AutoCloseable {

  private static final String ID = "host-second";

  private final List<String> command;
  private final Path log;
  private final Process process;

  private SecondHost(List<String> command, Path log) throws IOException {
    this.command = command;
    this.log = log;
    this.process = run(List.of());
  }

  /** Starts the agent; returns when it is ready and the brain knows it. */
  static SecondHost start(WholeSystem system) throws Exception {
    int port = WholeSystem.freePort();
    var settings = system.running().settings();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-jar",
            WholeSystem.REPOSITORY.resolve("agents/host/target/host-agent.jar").toString(),
            "--driver=" + (settings.usesDocker() ? "docker" : "process"),
            "--docker.network=" + settings.driver().network(),
            "--host.id=" + ID,
            "--data.dir=" + settings.data().of(ID),
            "--kafka.bootstrap.servers=" + settings.kafka(),
            "--memory.budget=1GiB",
            "--process.images=" + WholeSystem.REPOSITORY.resolve("infra/sample-app/target/images"),
            "--credentials.private.keyset=" + settings.data().privateKeyset(),
            "--admin.port=" + port);
    SecondHost host = new SecondHost(command, settings.data().log(ID));
    ReadinessCheck ready =
        new ReadinessCheck.Http(URI.create("http://127.0.0.1:" + port + "/ready"));
    Await.until(
        "a second host agent, see " + host.log,
        WholeSystem.PATIENCE,
        () -> ready.seen(host.process.pid()) ? Optional.of(true) : Optional.empty());
    Await.until(
        "the second host in the API",
        WholeSystem.PATIENCE,
        () ->
            system.api().get("/v1/hosts").json().toString().contains(ID)
                ? Optional.of(true)
                : Optional.empty());
    return host;
  }

  String id() {
    return ID;
  }

  private Process run(List<String> subcommand) throws IOException {
    List<String> whole = new ArrayList<>(command);
    if (!subcommand.isEmpty()) {
      whole.addAll(4, subcommand);
      whole.removeIf(flag -> flag.startsWith("--") && !isOfRemoval(flag));
    }
    return new ProcessBuilder(whole)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static boolean isOfRemoval(String flag) {
    return flag.startsWith("--driver")
        || flag.startsWith("--host.id")
        || flag.startsWith("--data.dir");
  }

  /** Ends the agent and all replicas that it holds. */
  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).exceptionally(late -> kill()).join();
    run(List.of("remove-replicas")).onExit().join();
  }

  private Process kill() {
    return process.destroyForcibly();
  }
}
