package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritesTest {

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "signup x --blueprint b --owner o | POST /v1/signups {'instance':'x','blueprint':'b','owner':'o'}",
        "instances create x --blueprint b --idle 20m | POST /v1/instances {'id':'x','blueprint':'b','passivation':{'idle':'20m'}}",
        "instances wake acme | POST /v1/instances/acme/actions/wake ",
        "instances stop acme | POST /v1/instances/acme/actions/stop ",
        "instances passivate acme | POST /v1/instances/acme/actions/passivate ",
        "instances retry acme | POST /v1/instances/acme/actions/retry ",
        "instances delete acme --export --grace 90s | POST /v1/instances/acme/actions/delete {'export':true,'grace':'90s'}",
        "instances policy acme --idle 20m | PUT /v1/instances/acme/policy {'passivation':{'idle':'20m'}}",
        "instances policy acme --keep-awake | PUT /v1/instances/acme/policy {'passivation':{'action':'keep-awake'}}",
        "instances policy acme --follow-blueprint | PUT /v1/instances/acme/policy {'followBlueprint':true}",
        "instances plan acme trial | PUT /v1/instances/acme/plan {'plan':'trial'}",
        "domains add x.org --instance acme --https | PUT /v1/domains/x.org {'instance':'acme','https':true}",
        "domains add *.org --uri http://a --timeouts idle=1m | PUT /v1/domains/*.org {'uri':'http://a','timeouts':{'idle':'1m'}}",
        "plans apply trial --expires 14d --notices 7d,1d | PUT /v1/plans/trial {'expires':'14d','notices':['7d','1d']}",
        "owners set olga --name Olga | PUT /v1/owners/olga {'name':'Olga'}",
      })
  void shouldSendTheRequestOfTheCommand(String command, String request) {
    api.addInstance("acme", "asleep");

    Cli.Outcome written = new Cli().with(api).run(command.split(" "));

    FakeApi.Request sent = api.requests.getFirst();
    assertThat(sent.method() + " " + sent.path() + " " + sent.body().replace('"', '\''))
        .isEqualTo(request.stripLeading().concat(request.endsWith("}") ? "" : " "));
    assertThat(written.code()).as(written.err()).isZero();
  }

  @Test
  void shouldPrintTheReceipt() {
    api.addInstance("acme", "asleep");

    assertThat(new Cli().with(api).run("instances", "wake", "acme").out())
        .isEqualTo("INSTANCE  OUTCOME   STATUS\nacme      accepted  asleep\n");
  }

  @Test
  void shouldSayWhyACommandWasIgnored() {
    api.refuseNext(202, "{'instance':'acme','outcome':'ignored','message':'It is awake.'}");

    Cli.Outcome ignored = new Cli().with(api).run("instances", "wake", "acme");

    assertThat(ignored.code()).isZero();
    assertThat(ignored.err()).isEqualTo("It is awake.\n");
  }

  @Test
  void shouldSendAWriteAgainWithItsKeyWhenTheConnectionIsLost() {
    api.addInstance("acme", "asleep").loseNext();

    Cli.Outcome woken = new Cli().with(api).run("instances", "wake", "acme");

    assertThat(woken.code()).isZero();
    assertThat(api.requests).hasSize(2);
    assertThat(api.requests.get(0).header("Idempotency-Key"))
        .isNotEmpty()
        .isEqualTo(api.requests.get(1).header("Idempotency-Key"));
  }

  @Test
  void shouldTakeAnotherKeyForEachWrite() {
    api.addInstance("acme", "asleep");
    new Cli().with(api).run("instances", "wake", "acme");
    new Cli().with(api).run("instances", "wake", "acme");

    assertThat(api.requests.get(0).header("Idempotency-Key"))
        .isNotEqualTo(api.requests.get(1).header("Idempotency-Key"));
  }

  @Test
  void shouldNameTheUser() {
    new Cli().with(api).run("plans", "list", "--user", "olga");
    new Cli().with(api).run("plans", "list");

    assertThat(api.requests.get(0).header("Dormouse-User")).isEqualTo("olga");
    assertThat(api.requests.get(1).header("Dormouse-User"))
        .isEqualTo(System.getProperty("user.name").replaceAll("[^A-Za-z0-9._:-]", "_"));
  }

  @Test
  void shouldNoteARemovalAndPrintNothing() {
    api.add("plans", "trial", "{'id':'trial'}").add("owners", "olga", "{'id':'olga'}");

    Cli.Outcome deleted = new Cli().with(api).run("plans", "delete", "trial");
    Cli.Outcome erased = new Cli().with(api).run("owners", "erase", "olga");

    assertThat(deleted.out() + erased.out()).isEmpty();
    assertThat(deleted.err()).isEqualTo("The plan trial is deleted.\n");
    assertThat(new Cli().with(api).run("plans", "show", "trial").code()).isEqualTo(1);
  }

  @Test
  void shouldReleaseADomain() {
    api.add("domains", "x.org", "{'domain':'x.org'}");

    assertThat(new Cli().with(api).run("domains", "remove", "x.org").out())
        .contains("x.org")
        .contains("accepted");
  }

  @Test
  void shouldApplyABlueprintFromYaml(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("notes.yaml");
    Files.writeString(file, "id: notes\nimage: app:1\nmemory: 256MiB\nport: 8080\n");

    Cli.Outcome applied = new Cli().with(api).run("blueprints", "apply", "-f", file.toString());

    assertThat(applied.code()).as(applied.err()).isZero();
    assertThat(api.document("blueprints", "notes"))
        .isEqualTo(FakeApi.object("{'id':'notes','image':'app:1','memory':'256MiB','port':8080}"));
  }

  @Test
  void shouldTakeTheStandardInputAndTheIdOfTheCommand() {
    new Cli()
        .with(api)
        .withInput("{\"image\": \"app:1\"}")
        .run("blueprints", "apply", "notes", "-f", "-");

    assertThat(api.document("blueprints", "notes").path("image").asText()).isEqualTo("app:1");
  }

  @Test
  void shouldSayThatABlueprintIsNotDecidedYet() {
    api.refuseNext(202, "{'command':'c','outcome':'pending','blueprint':'notes'}");

    Cli.Outcome pending =
        new Cli().with(api).withInput("{}").run("blueprints", "apply", "notes", "-f", "-");

    assertThat(pending.out()).isEqualTo("BLUEPRINT  OUTCOME\nnotes      pending\n");
    assertThat(pending.err()).isEqualTo("Not decided yet; it will be.\n");
  }
}
