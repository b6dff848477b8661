package io.dormouse.agents.host;

import io.dormouse.agents.host.kit.AgentProcess;
import io.dormouse.agents.host.kit.Brain;
import io.dormouse.agents.host.kit.BrokerOfTheRun;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.kit.keys.TestKeyset;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaStatus.Ready;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A host with an agent, a real broker, a real driver, and a brain that commands it. */
@ExtendWith(BrokerOfTheRun.class)
abstract class HostUnderTest {

  protected static final ReplicaId ACME = ReplicaId.parse("acme.0");
  protected static final Duration GRACE = Duration.ofSeconds(5);

  protected final HostId host = new HostId("test-" + UUID.randomUUID().toString().substring(0, 8));
  @TempDir protected Path folder;
  protected Brain brain;
  protected TestKeyset keys;
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** {@code docker} or {@code process}. */
  protected abstract String driver();

  /** The number of the host's containers or processes that run. */
  protected abstract int running();

  /** The number of the host's containers or state folders, running or not. */
  protected abstract int left();

  /** Removes the containers or processes that a test left. */
  protected abstract void removeAll() throws Exception;

  @BeforeEach
  void open(EmbeddedBroker broker) throws Exception {
    TestApp.imagesIn(folder.resolve("images"));
    Files.writeString(folder.resolve("environment"), "# shared\nSHARED=from the host\n");
    keys = TestKeyset.generate();
    keys.in(folder);
    brain = new Brain(broker, host);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
    removeAll();
    brain.close();
  }

  protected final Ready run(long generation, String mode) throws Exception {
    brain.command(runCommand(generation, TestApp.spec(mode)));
    return brain.await(Ready.class, ACME, generation);
  }

  protected final RunReplica runCommand(long generation, ReplicaSpec spec) {
    return new RunReplica(host, ACME, generation, spec, Instant.now(), null);
  }

  protected final RunReplica runCommand(
      ReplicaId replica, long generation, String mode, SealedCredentials credentials) {
    return new RunReplica(
        host, replica, generation, TestApp.spec(mode), Instant.now(), credentials);
  }

  protected static String environment(Ready ready) throws Exception {
    return Http.get(ready.address(), ready.port(), "/cgi-bin/environment").body();
  }

  protected final HostAgent startAgent(String... more) throws InterruptedException {
    HostAgent agent = new HostAgent(Settings.load(HostAgentSettings.class, flags(more), Map.of()));
    opened.add(agent);
    agent.start();
    return agent;
  }

  protected final AgentProcess program(String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(flags());
    AgentProcess program = new AgentProcess(folder.resolve("output"), arguments);
    opened.add(program);
    return program;
  }

  private List<String> flags(String... more) {
    List<String> flags = new ArrayList<>(brain.flags());
    flags.add("--driver=" + driver());
    flags.add("--data.dir=" + folder.resolve("data"));
    flags.add("--process.images=" + folder.resolve("images"));
    flags.add("--replica.environment.file=" + folder.resolve("environment"));
    flags.add("--credentials.private.keyset=" + folder.resolve("private-keyset.json"));
    flags.add("--report.interval=200ms");
    flags.add("--admin.port=0");
    flags.addAll(List.of(more));
    return flags;
  }
}
