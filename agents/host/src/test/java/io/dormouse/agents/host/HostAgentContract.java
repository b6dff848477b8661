package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.kit.AgentProcess;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.ShippedLogs;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.agents.host.kit.keys.Canary;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.ReplicaStatus.Failed;
import io.dormouse.language.host.ReplicaStatus.Ready;
import io.dormouse.language.host.ReplicaStatus.Refused;
import io.dormouse.language.host.ReplicaStatus.Stopped;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.SealedCredentials;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The agent's promises to the brain, with a real broker and a real driver. */
abstract class HostAgentContract extends DiscardContract {

  @Test
  void shouldReportEachPhaseOfAStart() throws Exception {
    startAgent();
    Instant commanded = Instant.now();

    brain.command(new RunReplica(host, ACME, 1, TestApp.spec("slow"), commanded, null));
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
            "GREETING=from the blueprint\n",
            "SHARED=from the host\n",
            "DORMOUSE_INSTANCE=acme\n",
            "DORMOUSE_REPLICA=acme.0\n");
  }

  @Test
  void shouldStopWhatRunsAndConfirmIt() throws Exception {
    startAgent();
    Ready ready = run(1, "serve");

    brain.command(new StopReplica(host, ACME, 1, GRACE, false));

    assertThat(brain.await(Stopped.class, ACME, 1).exitCode()).isZero();
    assertThat(running()).isZero();
    assertThat(Http.answers(ready.address(), ready.port())).isFalse();
  }

  @Test
  void shouldConfirmAStopOfWhatIsNotThere() throws Exception {
    startAgent();

    brain.command(new StopReplica(host, ACME, 3, GRACE, false));

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
    brain.command(new StopReplica(host, ACME, 1, GRACE, false));
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

    brain.command(
        runCommand(1, TestApp.spec("127.0.0.1:1/dormouse-test/nothing:here", "serve", GRACE)));

    Failed failed = brain.await(Failed.class, ACME, 1);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.IMAGE_MISSING);
    assertThat(failed.failure().message()).contains("dormouse-test/nothing:here");
  }

  @Test
  void shouldRefuseWhatIsOverItsBudgetOnce() throws Exception {
    startAgent("--memory.budget=100MiB");
    run(1, "serve");
    ReplicaId other = ReplicaId.parse("other.0");

    brain.command(new RunReplica(host, other, 1, TestApp.spec("serve"), Instant.now(), null));

    assertThat(brain.await(Refused.class, other, 1).memoryFreeBytes()).isEqualTo(36L << 20);
    brain.command(new StopReplica(host, ACME, 1, GRACE, false));
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

    brain.command(new StopReplica(host, ACME, 4, GRACE, false));
    brain.command(runCommand(3, TestApp.spec("serve")));
    ReplicaId other = ReplicaId.parse("other.0");
    brain.command(new RunReplica(host, other, 1, TestApp.spec("serve"), Instant.now(), null));
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

    brain.command(new StopReplica(host, ACME, 1, Duration.ofMillis(100), false));

    brain.await(Stopped.class, ACME, 1);
    assertThat(running()).isZero();
  }

  @Test
  void shouldStopWhatHasNoCommandAnyMore() throws Exception {
    HostAgent agent = startAgent();
    run(1, "serve");
    ReplicaId orphan = ReplicaId.parse("orphan.0");
    brain.command(new RunReplica(host, orphan, 1, TestApp.spec("serve"), Instant.now(), null));
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

  @Test
  void shouldHandOverTheInstancesOwnCredentialsAndTellNobody() throws Exception {
    try (ShippedLogs logs = new ShippedLogs()) {
      startAgent();

      brain.command(runCommand(ACME, 1, "serve", sealed(1, "canary-1")));
      Ready ready = brain.await(Ready.class, ACME, 1);

      assertThat(environment(ready)).contains("DATABASE_PASSWORD=canary-1\n");
      assertThat(Canary.commandLines()).isNotEmpty().noneMatch(line -> line.contains("canary-1"));
      assertThat(Canary.filesWith("canary-1", folder)).isEmpty();
      brain.command(new StopReplica(host, ACME, 1, GRACE, false));
      brain.await(Stopped.class, ACME, 1);
      assertThat(logs.lines()).anyMatch(line -> line.contains("replica is ready"));
      assertThat(logs.lines()).noneMatch(line -> line.contains("canary-1"));
    }
  }

  @Test
  void shouldStartNothingWithCredentialsThatDoNotOpen() throws Exception {
    startAgent();

    brain.command(runCommand(ACME, 1, "serve", keys.seal(new InstanceId("other"), 1, Map.of())));

    Failed failed = brain.await(Failed.class, ACME, 1);
    assertThat(failed.failure().kind()).isEqualTo(FailureKind.CREDENTIALS_UNREADABLE);
    assertThat(failed.failure().message()).contains("acme.0, version 1", "private keyset");
    assertThat(running()).isZero();
  }

  @Test
  void shouldMakeAnewWhatItFindsWithOlderCredentials() throws Exception {
    AgentProcess killed = program();
    brain.command(runCommand(ACME, 1, "serve", sealed(1, "canary-1")));
    brain.await(Ready.class, ACME, 1);
    killed.kill();
    brain.command(runCommand(ACME, 1, "serve", sealed(2, "canary-2")));

    startAgent();

    Ready ready =
        Eventually.get(
            "it is ready again",
            () -> brain.statuses(Ready.class, ACME, 1).stream().skip(1).findFirst());
    assertThat(environment(ready)).contains("canary-2").doesNotContain("canary-1");
    assertThat(running()).isEqualTo(1);
  }

  @Test
  void shouldAdoptWhatRunsWithTheSameCredentials() throws Exception {
    AgentProcess killed = program();
    SealedCredentials sealed = sealed(1, "canary-1");
    brain.command(runCommand(ACME, 1, "serve", sealed));
    Ready ready = brain.await(Ready.class, ACME, 1);
    killed.kill();

    startAgent();

    Eventually.holds(
        "it is reported again", () -> brain.statuses(Ready.class, ACME, 1).size() == 2);
    assertThat(brain.statuses(Ready.class, ACME, 1).get(1).port()).isEqualTo(ready.port());
    assertThat(brain.statuses(Stopped.class, ACME, 1)).isEmpty();
  }

  @Test
  void shouldTakeCredentialsOutOfTheLastLinesThatItReports() throws Exception {
    startAgent();

    brain.command(runCommand(ACME, 1, "tells", sealed(1, "canary-1")));

    assertThat(brain.await(Failed.class, ACME, 1).failure().lastLogLines())
        .contains("password [DATABASE_PASSWORD]");
  }

  protected final SealedCredentials sealed(long version, String password) {
    return keys.seal(ACME.instance(), version, Map.of("DATABASE_PASSWORD", password));
  }
}
