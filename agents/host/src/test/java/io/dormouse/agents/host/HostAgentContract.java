package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.kit.AgentProcess;
import io.dormouse.agents.host.kit.Brain;
import io.dormouse.agents.host.kit.BrokerOfTheRun;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.schemas.blueprint.ReplicaSpec;
import io.dormouse.schemas.host.HeldReplica;
import io.dormouse.schemas.host.HeldState;
import io.dormouse.schemas.host.HostCommand.RunReplica;
import io.dormouse.schemas.host.HostCommand.StopReplica;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.HostReport;
import io.dormouse.schemas.host.ReplicaStatus.Failed;
import io.dormouse.schemas.host.ReplicaStatus.Ready;
import io.dormouse.schemas.host.ReplicaStatus.Refused;
import io.dormouse.schemas.host.ReplicaStatus.Stopped;
import io.dormouse.schemas.host.StartPhases;
import io.dormouse.schemas.instance.FailureKind;
import io.dormouse.schemas.instance.ReplicaId;
import io.dormouse.schemas.settings.Settings;
import io.dormouse.schemas.topics.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the agent promises to the brain, with a real broker and whatever runs the replicas. */
@ExtendWith(BrokerOfTheRun.class)
abstract class HostAgentContract {

  protected static final ReplicaId ACME = ReplicaId.parse("acme.0");
  private static final Duration GRACE = Duration.ofSeconds(5);

  protected final HostId host = new HostId("test-" + UUID.randomUUID().toString().substring(0, 8));
  @TempDir protected Path folder;
  protected Brain brain;
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** {@code docker} or {@code process}. */
  protected abstract String driver();

  /** How many containers or processes of the host run. */
  protected abstract int running();

  /** Whatever a test left of the host. */
  protected abstract void removeAll() throws Exception;

  @BeforeEach
  void open(EmbeddedBroker broker) throws Exception {
    TestApp.imagesIn(folder.resolve("images"));
    Files.writeString(folder.resolve("environment"), "# shared\nGREETING=from the host\n");
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

  @Test
  void shouldReportEachPhaseOfAStart() throws Exception {
    startAgent();
    Instant commanded = Instant.now();

    brain.command(new RunReplica(host, ACME, 1, TestApp.spec("slow"), commanded));
    Ready ready = brain.await(Ready.class, ACME, 1);

    StartPhases phases = ready.phases();
    assertThat(phases.commanded()).isEqualTo(commanded.truncatedTo(ChronoUnit.MICROS));
    assertThat(
            Stream.of(
                    phases.accepted(),
                    phases.imagePresent(),
                    phases.created(),
                    phases.started(),
                    phases.portOpen(),
                    phases.ready())
                .toList())
        .doesNotContainNull()
        .isSorted();
    assertThat(Http.get(ready.address(), ready.port(), "/").body()).isEqualTo("hello\n");
  }

  @Test
  void shouldHandTheEnvironmentToReplicas() throws Exception {
    startAgent();

    Ready ready = run(1, "serve");

    assertThat(Http.get(ready.address(), ready.port(), "/cgi-bin/environment").body())
        .contains(
            "MODE=serve\n",
            "GREETING=from the host\n",
            "DORMOUSE_INSTANCE=acme\n",
            "DORMOUSE_REPLICA=acme.0\n");
  }

  @Test
  void shouldStopWhatRunsAndConfirmIt() throws Exception {
    startAgent();
    Ready ready = run(1, "serve");

    brain.command(new StopReplica(host, ACME, 1, GRACE));

    assertThat(brain.await(Stopped.class, ACME, 1).exitCode()).isZero();
    assertThat(running()).isZero();
    assertThat(Http.answers(ready.address(), ready.port())).isFalse();
  }

  @Test
  void shouldConfirmAStopOfWhatIsNotThere() throws Exception {
    startAgent();

    brain.command(new StopReplica(host, ACME, 3, GRACE));

    assertThat(brain.await(Stopped.class, ACME, 3).exitCode()).isNull();
  }

  @Test
  void shouldSurviveAKillAndAdoptWhatRuns() throws Exception {
    AgentProcess killed = program();
    Ready ready = run(1, "serve");
    killed.kill();
    assertThat(Http.get(ready.address(), ready.port(), "/").body()).isEqualTo("hello\n");

    startAgent();

    Eventually.holds(
        "it is reported again", () -> brain.statuses(Ready.class, ACME, 1).size() == 2);
    Ready again = brain.statuses(Ready.class, ACME, 1).get(1);
    assertThat(List.of(again.address(), again.port()))
        .isEqualTo(List.of(ready.address(), ready.port()));
    assertThat(running()).isEqualTo(1);
    brain.command(new StopReplica(host, ACME, 1, GRACE));
    brain.await(Stopped.class, ACME, 1);
    assertThat(running()).isZero();
  }

  @Test
  void shouldLeaveReplicasRunningWhenItIsAskedToEnd() throws Exception {
    AgentProcess program = program();
    run(1, "serve");

    int exitCode = program.terminate();

    assertThat(exitCode).isEqualTo(143);
    assertThat(running()).isEqualTo(1);
  }

  @Test
  void shouldReportACrashThatNoAgentSaw() throws Exception {
    HostAgent first = startAgent();
    Ready ready = run(1, "serve");
    first.close();
    Http.crash(ready.address(), ready.port());
    Eventually.holds("it has crashed", () -> running() == 0);

    startAgent();

    Failed failed = brain.await(Failed.class, ACME, 1);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.CRASHED);
    assertThat(failed.failure().exitCode()).isEqualTo(7);
  }

  @Test
  void shouldReportACrashAtOnceAndNotStartAgain() throws Exception {
    startAgent();
    Ready ready = run(1, "serve");

    Http.crash(ready.address(), ready.port());

    Failed failed = brain.await(Failed.class, ACME, 1);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.CRASHED);
    assertThat(failed.failure().exitCode()).isEqualTo(7);
    assertThat(failed.failure().lastLogLines()).contains("crashing");
    assertThat(failed.phases()).isEqualTo(ready.phases());
    assertThat(running()).isZero();
  }

  @Test
  void shouldReportAnExitBeforeReadyWithTheLastLines() throws Exception {
    startAgent();

    brain.command(runCommand(1, TestApp.spec("exits")));

    Failed failed = brain.await(Failed.class, ACME, 1);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.EXITED_BEFORE_READY);
    assertThat(failed.failure().exitCode()).isEqualTo(3);
    assertThat(failed.failure().lastLogLines()).hasSize(20).endsWith("line 30");
    assertThat(running()).isZero();
  }

  @Test
  void shouldReportAPortThatNeverOpens() throws Exception {
    startAgent();

    brain.command(runCommand(1, TestApp.spec(TestApp.IMAGE, "mute", Duration.ofMillis(700))));

    Failed failed = brain.await(Failed.class, ACME, 1);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.NOT_READY_IN_TIME);
    assertThat(failed.failure().message()).contains("/index.html");
    assertThat(running()).isZero();
  }

  @Test
  void shouldReportAnImageThatIsMissing() throws Exception {
    startAgent();

    brain.command(runCommand(1, TestApp.spec("dormouse-test/nothing:here", "serve", GRACE)));

    Failed failed = brain.await(Failed.class, ACME, 1);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.IMAGE_MISSING);
    assertThat(failed.failure().message()).contains("dormouse-test/nothing:here");
  }

  @Test
  void shouldRefuseWhatIsOverItsBudgetOnce() throws Exception {
    startAgent("--memory.budget=100MiB");
    run(1, "serve");
    ReplicaId other = ReplicaId.parse("other.0");

    brain.command(new RunReplica(host, other, 1, TestApp.spec("serve"), Instant.now()));

    assertThat(brain.await(Refused.class, other, 1).memoryFreeBytes()).isEqualTo(36L << 20);
    brain.command(new StopReplica(host, ACME, 1, GRACE));
    brain.await(Stopped.class, ACME, 1);
    assertThat(brain.statuses(Refused.class, other, 1)).hasSize(1);
    assertThat(running()).isZero();
  }

  @Test
  void shouldEndTheOlderGenerationBeforeTheNewerStarts() throws Exception {
    startAgent();
    Ready older = run(1, "serve");

    Ready newer = run(2, "serve");

    assertThat(running()).isEqualTo(1);
    assertThat(newer.phases().accepted()).isAfter(older.phases().ready());
  }

  @Test
  void shouldPassOverCommandsOfAnOlderGeneration() throws Exception {
    startAgent();
    run(5, "serve");

    brain.command(new StopReplica(host, ACME, 4, GRACE));
    brain.command(runCommand(3, TestApp.spec("serve")));
    ReplicaId other = ReplicaId.parse("other.0");
    brain.command(new RunReplica(host, other, 1, TestApp.spec("serve"), Instant.now()));
    brain.await(Ready.class, other, 1);

    assertThat(brain.statuses(Stopped.class, ACME, 4)).isEmpty();
    assertThat(brain.statuses(Ready.class, ACME, 3)).isEmpty();
    assertThat(running()).isEqualTo(2);
  }

  @Test
  void shouldGiveUpAStartThatIsNotWantedAnyMore() throws Exception {
    startAgent();
    brain.command(runCommand(1, TestApp.spec(TestApp.IMAGE, "mute", Duration.ofMinutes(1))));
    Eventually.holds("it has been started", () -> running() == 1);

    brain.command(new StopReplica(host, ACME, 1, Duration.ofMillis(100)));

    brain.await(Stopped.class, ACME, 1);
    assertThat(running()).isZero();
  }

  @Test
  void shouldStopWhatHasNoCommandAnyMore() throws Exception {
    HostAgent agent = startAgent();
    run(1, "serve");
    ReplicaId orphan = ReplicaId.parse("orphan.0");
    brain.command(new RunReplica(host, orphan, 1, TestApp.spec("serve"), Instant.now()));
    brain.await(Ready.class, orphan, 1);

    brain.forget(ACME);
    Eventually.holds("it is stopped", () -> running() == 1);
    agent.close();
    brain.forget(orphan);
    startAgent();

    Eventually.holds("what nobody wants is removed", () -> running() == 0);
  }

  @Test
  void shouldReportWhatItHolds() throws Exception {
    startAgent("--memory.budget=1GiB");
    run(7, "serve");

    HostReport report =
        brain.awaitHost(some ->
            !some.replicas().isEmpty() && some.replicas().get(0).state() == HeldState.READY);

    assertThat(report.driver()).isEqualTo(driver());
    assertThat(report.memoryBudgetBytes()).isEqualTo(1L << 30);
    assertThat(report.replicas())
        .containsExactly(new HeldReplica(ACME, 7, HeldState.READY, 64L << 20));
  }

  @Test
  void shouldRemoveEveryReplicaOnDemand() throws Exception {
    HostAgent agent = startAgent();
    run(1, "serve");
    agent.close();

    int exitCode = program("remove-replicas").await();

    assertThat(exitCode).isZero();
    assertThat(running()).isZero();
  }

  protected final Ready run(long generation, String mode) throws Exception {
    brain.command(runCommand(generation, TestApp.spec(mode)));
    return brain.await(Ready.class, ACME, generation);
  }

  protected final RunReplica runCommand(long generation, ReplicaSpec spec) {
    return new RunReplica(host, ACME, generation, spec, Instant.now());
  }

  protected final HostAgent startAgent(String... more) throws InterruptedException {
    HostAgent agent = new HostAgent(Settings.load(HostAgentSettings.class, flags(more), Map.of()));
    opened.add(agent);
    agent.start();
    return agent;
  }

  private AgentProcess program(String... words) throws Exception {
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
    flags.add("--report.interval=200ms");
    flags.add("--admin.port=0");
    flags.addAll(List.of(more));
    return flags;
  }
}
