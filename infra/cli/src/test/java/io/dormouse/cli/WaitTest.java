package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitTest {

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void shouldWaitUntilTheInstanceRuns() {
    api.addInstance("acme", "asleep").then("acme", "starting", "running");

    Cli.Outcome woken = new Cli().with(api).run("instances", "wake", "acme", "--wait", "running");

    assertThat(woken.out()).containsPattern("acme +running");
    assertThat(woken.err()).isEmpty();
    assertThat(woken.code()).isZero();
  }

  @Test
  void shouldTakeTheStatusThatTheCommandLeadsTo() {
    api.addInstance("acme", "running").then("acme", "stopping", "stopped");

    assertThat(new Cli().with(api).run("instances", "stop", "acme", "--wait").out())
        .containsPattern("acme +stopped");
  }

  @Test
  void shouldShowProgressOnATerminalOnlyAndEraseIt() {
    api.addInstance("acme", "asleep").then("acme", "starting", "running");

    Cli.Outcome woken = new Cli().with(api).onTerminal().run("instances", "wake", "acme", "--wait");

    assertThat(woken.err()).contains("waiting for acme to be running: starting").endsWith("\033[K");
  }

  @Test
  void shouldTimeOut() {
    api.addInstance("acme", "starting");

    Cli.Outcome late =
        new Cli().with(api).run("instances", "wake", "acme", "--wait", "--timeout", "100ms");

    assertThat(late.code()).isEqualTo(4);
    assertThat(late.out()).isEmpty();
    assertThat(late.err())
        .contains("expected acme to be running within 100ms; last seen: starting");
  }

  @Test
  void shouldFailAtOnceWhenTheInstanceFails() {
    api.addInstance("acme", "failed");
    api.document("instances", "acme")
        .set("failure", FakeApi.object("{'message':'exit code 3','lastLogLines':['no room']}"));

    Cli.Outcome failed = new Cli().with(api).run("instances", "wake", "acme", "--wait");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err())
        .contains("acme failed: exit code 3", "log: no room", "dormouse instances history acme");
  }

  @Test
  void shouldNotTakeAnOldFailureForTheNewOneWhileTheCommandIsUndecided() {
    api.addInstance("acme", "failed").then("acme", "starting", "running");
    api.refuseNext(202, "{'instance':'acme','outcome':'pending'}");

    Cli.Outcome woken = new Cli().with(api).run("instances", "wake", "acme", "--wait");

    assertThat(woken.code()).isZero();
    assertThat(woken.err()).isEqualTo("Not decided yet; it will be.\n");
  }

  @Test
  void shouldNameTheRetryWhenResourcesCannotBeMade() {
    api.addInstance("acme", "requested");
    api.document("instances", "acme")
        .set("resources", FakeApi.object("{'failedStep':'schema','failure':'disk full'}"));

    Cli.Outcome failed = new Cli().with(api).run("instances", "retry", "acme", "--wait", "asleep");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("schema: disk full", "dormouse instances retry acme");
  }

  @Test
  void shouldWaitUntilTheInstanceIsDeleted() {
    api.addInstance("acme", "asleep").then("acme", "removing", "deleted");

    assertThat(new Cli().with(api).run("instances", "delete", "acme", "--wait", "-o", "json").out())
        .contains("\"deleted\"");
  }

  @Test
  void shouldFailWhenTheInstanceIsDeletedInstead() {
    api.addInstance("acme", "asleep").then("acme", "retired");

    Cli.Outcome gone = new Cli().with(api).run("instances", "wake", "acme", "--wait");

    assertThat(gone.code()).isEqualTo(1);
    assertThat(gone.err()).contains("acme is retired and will not be running");
  }

  @Test
  void shouldGoOnWhenTheApiDoesNotAnswerForAWhile() {
    api.addInstance("acme", "asleep").then("acme", "running");
    api.answerNext(exchange -> FakeApi.send(exchange, 202, accepted()))
        .loseNext()
        .loseNext()
        .refuseNext(503, "{'title':'Not ready yet'}");

    assertThat(new Cli().with(api).run("instances", "wake", "acme", "--wait").code()).isZero();
  }

  @Test
  void shouldWaitUntilThePageOfASignUpOpens() {
    api.then("api-1", "ready");

    Cli.Outcome signedUp =
        new Cli().with(api).run("signup", "acme", "--blueprint", "notes", "--wait");

    assertThat(signedUp.out()).containsPattern("acme +ready");
    assertThat(signedUp.code()).isZero();
  }

  @Test
  void shouldFailWithTheReasonOfARefusedSignUp() {
    api.then("api-1", "refused");

    Cli.Outcome refused =
        new Cli().with(api).run("signup", "acme", "--blueprint", "notes", "--wait");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("The sign-up for acme was refused.");
  }

  @Test
  void shouldWakeANewInstanceThatShallRun() {
    api.then("acme", "asleep", "starting", "running");

    Cli.Outcome created =
        new Cli()
            .with(api)
            .run("instances", "create", "acme", "--blueprint", "notes", "--wait", "running");

    assertThat(created.out()).containsPattern("acme +running");
    assertThat(api.requests)
        .extracting(FakeApi.Request::path)
        .contains("/v1/instances/acme/actions/wake");
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode accepted() {
    return FakeApi.object("{'instance':'acme','outcome':'accepted'}");
  }
}
