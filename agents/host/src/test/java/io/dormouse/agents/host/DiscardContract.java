package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.kit.AgentProcess;
import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.language.host.HostCommand.StopReplica;
import io.dormouse.language.host.ReplicaStatus.Ready;
import io.dormouse.language.host.ReplicaStatus.Stopped;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The agent's promise for a discarded replica: nothing of it stays. */
abstract class DiscardContract extends HostUnderTest {

  @Test
  void shouldLeaveNothingOfWhatIsDiscarded() throws Exception {
    startAgent();
    Ready ready = run(1, "serve");

    brain.command(discard(1));

    assertThat(brain.await(Stopped.class, ACME, 1).exitCode()).isZero();
    assertThat(left()).isZero();
    assertThat(Http.answers(ready.address(), ready.port())).isFalse();
  }

  @Test
  void shouldDiscardWhatWasStoppedInTheSameGeneration() throws Exception {
    startAgent();
    run(1, "serve");
    brain.command(new StopReplica(host, ACME, 1, GRACE, false));
    brain.await(Stopped.class, ACME, 1);

    brain.command(discard(1));

    awaitStopped(2);
    assertThat(left()).isZero();
  }

  @Test
  void shouldDiscardWhatOnlyAnEarlierAgentKnew() throws Exception {
    AgentProcess killed = program();
    run(1, "serve");
    killed.kill();
    brain.command(discard(1));

    HostAgent agent = startAgent();

    awaitStopped(1);
    assertThat(left()).isZero();
    agent.close();
    startAgent();
    awaitStopped(2);
  }

  @Test
  void shouldConfirmADiscardOfWhatIsNotThere() throws Exception {
    startAgent();

    brain.command(discard(3));

    assertThat(brain.await(Stopped.class, ACME, 3).exitCode()).isNull();
  }

  @Test
  void shouldDiscardAStartThatIsUnderWay() throws Exception {
    startAgent();
    brain.command(runCommand(1, TestApp.spec(TestApp.IMAGE, "mute", Duration.ofMinutes(1))));
    Eventually.holds("it has been started", () -> running() == 1);

    brain.command(discard(1));

    awaitStopped(1);
    assertThat(left()).isZero();
  }

  protected final StopReplica discard(long generation) {
    return new StopReplica(host, ACME, generation, GRACE, true);
  }

  private void awaitStopped(int times) {
    Eventually.holds(
        "it is reported stopped %d times".formatted(times),
        () -> brain.statuses(Stopped.class, ACME, 1).size() == times);
  }
}
