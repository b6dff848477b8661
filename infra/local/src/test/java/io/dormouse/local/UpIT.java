package io.dormouse.local;

import static io.dormouse.local.kit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.local.kit.FreePorts;
import io.dormouse.local.kit.StartLock;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of infra/up as a process, with real services and stand-ins for Dormouse's programs. */
class UpIT {

  @TempDir Path repository;

  private final List<Process> started = new ArrayList<>();
  private final StartLock lock;
  private List<String> arguments = List.of();

  UpIT() throws IOException {
    lock = StartLock.take();
  }

  @BeforeEach
  void makeCheckout() throws IOException {
    for (String jar :
        List.of(
            "streams-app/app/target/streams-app.jar",
            "edge-proxy/target/edge-proxy.jar",
            "agents/provisioner/target/provisioner.jar",
            "agents/host/target/host-agent.jar")) {
      FakeProgram.makeJar(repository.resolve(jar));
    }
    List<Integer> free = FreePorts.find(3);
    arguments =
        List.of(
            "--driver=process",
            "--edge-port=" + free.get(0),
            "--api-port=" + free.get(1),
            "--kafka-port=" + free.get(2));
  }

  @AfterEach
  void endWhatIsLeft() throws IOException {
    started.forEach(Process::destroy);
    started.forEach(process -> process.onExit().join());
    lock.close();
  }

  @Test
  void shouldRunUntilItIsToldToEndAndLeaveNothing() throws Exception {
    Process up = up("first");
    awaitReady("first");
    List<ProcessHandle> processes = processes("first");

    Process second = up("second");
    assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    up.destroy();
    assertThat(up.waitFor(40, TimeUnit.SECONDS)).isTrue();

    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(output("second"))
        .contains("infra/up: another infra/up (pid " + up.pid() + ") runs on " + data());
    assertThat(processes).hasSize(7).noneMatch(ProcessHandle::isAlive);
    assertThat(postgresServers()).isEmpty();
    assertThat(data().resolve("logs/host-agent.log"))
        .content()
        .contains("remove-replicas --driver=process --host.id=host-")
        .contains("--data.dir=" + data().resolve("host"));
    assertThat(output("first")).contains("all ended").doesNotContain("started again");
    assertThatNoSecretWasPrinted();
  }

  @Test
  void shouldEndWhatAKilledRunLeftBehind() throws Exception {
    Process up = up("first");
    Path children = data().resolve("children");
    eventually(
        "three services run",
        () -> Files.exists(children) && Files.readAllLines(children).size() == 3);
    List<ProcessHandle> leftBehind = up.children().toList();
    up.destroyForcibly().onExit().join();
    assertThat(leftBehind).allMatch(ProcessHandle::isAlive);

    up("second");
    awaitOutput("second", "ended 3 processes");

    assertThat(leftBehind).noneMatch(ProcessHandle::isAlive);
  }

  private void assertThatNoSecretWasPrinted() throws IOException {
    Properties secrets = new Properties();
    secrets.load(new StringReader(Files.readString(data().resolve("secrets.properties"))));
    try (Stream<Path> logs = Files.list(data().resolve("logs"))) {
      for (Path log : logs.toList()) {
        assertThat(secrets.values())
            .hasSize(5)
            .noneMatch(secret -> read(log).contains(secret.toString()));
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process up(String name) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Ddormouse.repository=" + repository,
                "-cp",
                System.getProperty("java.class.path"),
                UpMain.class.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(repository.resolve(name + ".out").toFile())
            .start();
    started.add(process);
    return process;
  }

  private void awaitReady(String name) throws Exception {
    awaitOutput(name, "ready in ");
  }

  /** Waits until a run says this; a run that ends or falls silent shows what it said instead. */
  private void awaitOutput(String name, String words) throws Exception {
    try {
      eventually(name + " says \"" + words + "\"", () -> output(name).contains(words));
    } catch (AssertionError e) {
      throw new AssertionError("%s; it said:%n%s".formatted(e.getMessage(), output(name)), e);
    }
  }

  private String output(String name) throws IOException {
    return Files.readString(repository.resolve(name + ".out"));
  }

  private Path data() throws IOException {
    return repository.toRealPath().resolve(".dormouse");
  }

  /** The processes that the table of addresses names. */
  private List<ProcessHandle> processes(String name) throws IOException {
    Matcher table = Pattern.compile("(?m)^ +processes +(.*)$").matcher(output(name));
    assertThat(table.find()).isTrue();
    return Pattern.compile(" (\\d+)")
        .matcher(table.group(1))
        .results()
        .map(pid -> ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow())
        .toList();
  }

  private List<ProcessHandle> postgresServers() throws IOException {
    String programs = data().resolve("programs").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").startsWith(programs))
        .toList();
  }
}
