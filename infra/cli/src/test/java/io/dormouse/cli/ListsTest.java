package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListsTest {

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void shouldFollowPagesToTheEnd() throws Exception {
    IntStream.range(0, 2_500).forEach(i -> api.addInstance("i%04d".formatted(i), "asleep"));

    Cli.Outcome listed = new Cli().with(api).run("instances", "list", "-o", "json");

    assertThat(FakeApi.JSON.readTree(listed.out())).hasSize(2_500);
    assertThat(api.requests).hasSize(3);
  }

  @Test
  void shouldAlignAcrossPagesAndWriteOneHeader() {
    IntStream.range(0, 2_500).forEach(i -> api.addInstance("i%04d".formatted(i), "asleep"));

    assertThat(new Cli().with(api).run("instances", "list").out().lines())
        .hasSize(2_501)
        .first()
        .asString()
        .startsWith("ID ");
  }

  @Test
  void shouldStopAtTheLimitAndSayThatThereAreMore() {
    IntStream.range(0, 30).forEach(i -> api.addInstance("i%04d".formatted(i), "asleep"));

    Cli.Outcome listed = new Cli().with(api).run("instances", "list", "--limit", "10");

    assertThat(listed.out().lines()).hasSize(11);
    assertThat(listed.err()).isEqualTo("There are more than --limit 10.\n");
    assertThat(new Cli().with(api).run("instances", "list", "--limit", "30").err()).isEmpty();
  }

  @Test
  void shouldPassTheStatusOnToEveryPage() {
    api.addInstance("acme", "running").addInstance("bert", "asleep");

    Cli.Outcome listed = new Cli().with(api).run("instances", "list", "--status", "asleep");

    assertThat(listed.out()).contains("bert").doesNotContain("acme");
  }

  @Test
  void shouldFollowTheLinksOfAHistory() throws Exception {
    IntStream.range(0, 2_300).forEach(i -> api.events.add("InstanceWoken", "{}"));

    Cli.Outcome listed = new Cli().with(api).run("instances", "history", "acme", "-o", "json");

    assertThat(FakeApi.JSON.readTree(listed.out())).hasSize(2_300);
  }

  @Test
  void shouldAskForTheEventsThatWereChosen() {
    new Cli()
        .with(api)
        .run(
            "instances",
            "history",
            "acme",
            "--after",
            "7",
            "--order",
            "desc",
            "--limit",
            "5",
            "--type",
            "InstanceWoken,InstanceStopped",
            "--cause",
            "api",
            "--since",
            "2026-11-22T08:00:00Z",
            "--until",
            "2026-11-23T08:00:00Z");

    assertThat(api.requests.getFirst().query())
        .containsEntry("after", "7")
        .containsEntry("order", "desc")
        .containsEntry("limit", "5")
        .containsEntry("type", "InstanceWoken,InstanceStopped")
        .containsEntry("cause", "api")
        .containsEntry("since", "2026-11-22T08:00:00Z")
        .containsEntry("until", "2026-11-23T08:00:00Z");
  }

  @Test
  void shouldTellWhatLedToAStatus() throws Exception {
    JsonNode why =
        FakeApi.JSON.readTree(
            """
            {"status":"asleep","steps":[
              {"time":"2026-11-22T08:30:00Z","status":"asleep","text":"put to sleep"},
              {"time":"2026-11-22T08:00:00Z","status":"running","text":"woken by GET /"}]}
            """);
    api.answerNext(exchange -> FakeApi.send(exchange, 200, why));

    Cli.Outcome told =
        new Cli().with(api).run("instances", "why", "acme", "--at", "2026-11-22T09:00:00Z");

    assertThat(told.out().lines())
        .containsExactly(
            "SINCE                 STATUS   WHY",
            "2026-11-22T08:30:00Z  asleep   put to sleep",
            "2026-11-22T08:00:00Z  running  woken by GET /");
    assertThat(api.requests.getFirst().path()).isEqualTo("/v1/instances/acme/why");
    assertThat(api.requests.getFirst().query()).containsEntry("at", "2026-11-22T09:00:00Z");
  }

  @Test
  void shouldAskForThePast() {
    api.addInstance("acme", "running");

    new Cli().with(api).run("instances", "list", "--at", "2026-11-22T09:00:00Z");
    new Cli().with(api).run("instances", "show", "acme", "--at", "2026-11-22T09:00:00Z");

    assertThat(api.requests)
        .extracting(request -> request.query().get("at"))
        .containsExactly("2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z");
  }

  @Test
  void shouldShowEventsWithCauseAndActor() {
    api.events.add("InstanceWoken", "{'cause':{'kind':'api','request':null},'n':1}");

    assertThat(new Cli().with(api).run("instances", "history", "acme").out().lines().skip(1))
        .singleElement()
        .asString()
        .matches(
            "1 +2026-11-22T08:00:01.123Z +InstanceWoken +api +api-user:olga +cause=\\{kind=api} n=1");
  }

  @Test
  void shouldRefuseANextPageElsewhere() {
    api.answerNext(exchange ->
        FakeApi.send(exchange, 200, FakeApi.object("{'items':[],'next':'http://example.org/'}")));

    Cli.Outcome listed = new Cli().with(api).run("plans", "list");

    assertThat(listed.code()).isEqualTo(1);
    assertThat(listed.err()).contains("expected the path of a next page");
  }

  @Test
  void shouldFindOneHostAmongAll() {
    api.add("hosts", "h1", "{'host':'h1','life':'reporting','memoryFreeBytes':1610612736}");

    assertThat(new Cli().with(api).run("hosts", "show", "h1").out()).contains("1.5GiB");
    Cli.Outcome unknown = new Cli().with(api).run("hosts", "show", "h2");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("dormouse hosts list");
  }

  @Test
  void shouldCountInstancesByStatus() {
    api.addInstance("acme", "running").addInstance("bert", "asleep").addInstance("carl", "asleep");
    api.add("hosts", "h1", "{'host':'h1','life':'reporting','replicas':1}");

    Cli.Outcome status = new Cli().with(api).run("status");

    assertThat(status.out())
        .containsPattern("health +up")
        .containsPattern("ready +true")
        .containsPattern("instances.total +3")
        .containsPattern("instances.asleep +2")
        .containsPattern("hosts.h1 +reporting, 1 replicas");
    assertThat(status.code()).isZero();
  }

  @Test
  void shouldTellASystemThatIsNotReadyByItsExitCode() {
    api.notReady();

    Cli.Outcome status = new Cli().with(api).run("status");

    assertThat(status.code()).isEqualTo(1);
    assertThat(status.out()).containsPattern("readiness.tables +false").doesNotContain("instances");
  }
}
