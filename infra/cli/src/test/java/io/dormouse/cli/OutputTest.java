package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputTest {

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void shouldAlignColumnsUnderCapitalsWithUnitsAndADashForNothing() {
    api.addInstance("acme", "running").addInstance("a-longer-name", "asleep");

    Cli.Outcome listed = new Cli().with(api).run("instances", "list");

    assertThat(listed.out())
        .isEqualTo(
            """
            ID             STATUS   SINCE                 BLUEPRINT  MEMORY  HOST  OWNER  PLAN  DOMAINS
            a-longer-name  asleep   2026-11-22T08:00:00Z  notes      256MiB  -     olga   -     a-longer-name.localhost
            acme           running  2026-11-22T08:00:00Z  notes      256MiB  -     olga   -     acme.localhost
            """);
    assertThat(listed.err()).isEmpty();
    assertThat(listed.code()).isZero();
  }

  @Test
  void shouldWriteAListAsOneArrayOfJson() throws IOException {
    api.addInstance("acme", "running").addInstance("bert", "asleep");

    Cli.Outcome listed = new Cli().with(api).run("instances", "list", "--output", "json");

    assertThat(FakeApi.JSON.readTree(listed.out()))
        .containsExactly(api.document("instances", "acme"), api.document("instances", "bert"));
    assertThat(listed.out()).endsWith("]\n");
  }

  @Test
  void shouldWriteYamlThatNoReaderTakesForAnotherType() {
    api.add("plans", "trial", "{'id':'trial','expires':'14d','notices':['7d'],'a':'no','b':'1e3'}");

    Cli.Outcome shown = new Cli().with(api).run("plans", "show", "trial", "-o", "yaml");

    assertThat(shown.out())
        .isEqualTo(
            """
            id: trial
            expires: "14d"
            notices:
            - "7d"
            a: "no"
            b: "1e3"
            """);
  }

  @Test
  void shouldShowTheMembersOfOneThingByTheirPaths() {
    api.add(
        "blueprints",
        "notes",
        "{'id':'notes','readiness':{'path':'/healthz'},'environment':{},'replicas':[{'host':'h'}],'seed':null,'links':{}}");

    Cli.Outcome shown = new Cli().with(api).run("blueprints", "show", "notes");

    assertThat(shown.out())
        .isEqualTo(
            """
            FIELD            VALUE
            id               notes
            readiness.path   /healthz
            environment      -
            replicas.0.host  h
            seed             -
            """);
  }

  @Test
  void shouldNeverLetTextOfTheApiSteerATerminal() {
    String hostile = "x\\u001b[2J\\u009b31m\\u202e\\ny";
    api.add("plans", "bad", "{'id':'bad','expires':'%s'}".formatted(hostile));

    for (String form : new String[] {"table", "json", "yaml"}) {
      Cli.Outcome shown = new Cli().with(api).onTerminal().run("plans", "list", "-o", form);
      assertThat(shown.out()).as(form).contains("31m").doesNotContainPattern("[\\x1b\\x9b\\u202e]");
    }
    assertThat(new Cli().with(api).run("plans", "list").out().lines()).hasSize(2);
  }

  @Test
  void shouldNotLetTheDetailOfAProblemSteerATerminal() {
    api.refuseNext(409, "{'title':'No','detail':'a\\u001b[31mb'}");

    assertThat(new Cli().with(api).onTerminal().run("plans", "list").err())
        .isEqualTo("dormouse: No. a\\u001b[31mb\n");
  }

  @Test
  void shouldColourStatesOnATerminalOnly() {
    api.addInstance("acme", "running");

    assertThat(new Cli().with(api).onTerminal().run("instances", "list").out())
        .contains("\033[32mrunning\033[0m");
    assertThat(new Cli().with(api).run("instances", "list").out()).doesNotContain("\033");
    assertThat(new Cli().with(api).onTerminal().with("NO_COLOR", "1").run("hosts", "list").out())
        .doesNotContain("\033");
  }

  @Test
  void shouldCutLongDetailsInTablesOnly() {
    api.events.add("InstanceWoken", "{'text':'%s'}".formatted("x".repeat(300)));

    assertThat(new Cli().with(api).run("instances", "history", "acme").out())
        .contains("xxx…\n")
        .doesNotContain("x".repeat(100));
    assertThat(new Cli().with(api).run("instances", "history", "acme", "-o", "json").out())
        .contains("x".repeat(300));
  }

  @Test
  void shouldSayThatAResultCouldNotBeWritten() {
    Cli.Outcome full = new Cli().with(api).run(failing("No space left"), "plans", "list");

    assertThat(full.code()).isEqualTo(1);
    assertThat(full.err()).contains("expected to write the result").contains("No space left");
  }

  @Test
  void shouldEndQuietlyWhenItsReaderIsGone() {
    Cli.Outcome gone = new Cli().with(api).run(failing("Broken pipe"), "plans", "list");

    assertThat(gone.code()).isEqualTo(141);
    assertThat(gone.err()).isEmpty();
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
