package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys: how they are made, and how the command line shows its own. */
class KeysTest {

  private static final String AUTHORIZATION = "Authorization";

  @TempDir private Path home;
  private final FakeApi api = new FakeApi();
  private final FakeApi other = new FakeApi();

  @AfterEach
  void close() {
    api.close();
    other.close();
  }

  private Cli cli() {
    return new Cli().with("HOME", home.toString());
  }

  private static String sent(FakeApi api) {
    return api.requests.getLast().header(AUTHORIZATION);
  }

  private void addContext(String name, FakeApi system, String token) {
    Cli.Outcome added =
        cli()
            .withInput(token + "\n")
            .run("context", "add", name, system.address(), "--token-file", "-");
    assertThat(added.code()).isZero();
  }

  @Test
  void shouldSendTheTokenOfTheContextToItsSystemOnly() {
    addContext("one", api, "dm_one");
    addContext("two", other, "dm_two");

    cli().run("plans", "list");
    assertThat(sent(api)).isEqualTo("Bearer dm_one");
    cli().run("plans", "list", "--context", "two");
    assertThat(sent(other)).isEqualTo("Bearer dm_two");
    cli().run("plans", "list", "--api", other.address());
    assertThat(sent(other)).isEmpty();
    cli().with(other).run("plans", "list");
    assertThat(sent(other)).isEmpty();
  }

  @Test
  void shouldPreferTheVariableToTheCurrentContext() {
    addContext("one", api, "dm_one");
    addContext("two", other, "dm_two");

    cli().with("DORMOUSE_TOKEN", "dm_variable").run("plans", "list");
    assertThat(sent(api)).isEqualTo("Bearer dm_variable");
    cli().with("DORMOUSE_TOKEN", "dm_variable").run("plans", "list", "--context", "two");
    assertThat(sent(other)).isEqualTo("Bearer dm_two");
    cli().with("DORMOUSE_TOKEN", "dm_variable").with(other).run("plans", "list");
    assertThat(sent(other)).isEqualTo("Bearer dm_variable");
  }

  @Test
  void shouldKeepTheTokenInAFileOfItsOwnerAlone() throws Exception {
    addContext("one", api, "dm_one");
    Path file = home.resolve(".config/dormouse/config.yaml");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(cli().run("context", "list").out()).contains("true").doesNotContain("dm_one");
    assertThat(cli().run("context", "list", "-o", "json").out()).doesNotContain("dm_one");
  }

  @Test
  void shouldForgetTheTokenWithTheAddress() {
    addContext("one", api, "dm_one");

    cli().run("context", "add", "one", api.address());
    cli().run("plans", "list");
    assertThat(sent(api)).isEqualTo("Bearer dm_one");
    cli().run("context", "add", "one", other.address());
    cli().run("plans", "list");
    assertThat(sent(other)).isEmpty();
  }

  @Test
  void shouldNotShowATokenThatIsNoLine() {
    Cli.Outcome wrong =
        cli()
            .withInput("dm_one dm_two")
            .run("context", "add", "one", api.address(), "--token-file", "-");

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("expected one line").doesNotContain("dm_one");
  }

  @Test
  void shouldMakeAKeyAndShowIt() {
    api.answerNext(exchange ->
        FakeApi.send(
            exchange,
            201,
            FakeApi.object(
                "{'id':'k1','role':'operate','owner':'olga','name':'site','key':'dm_k1_s'}")));

    Cli.Outcome made =
        cli()
            .with(api)
            .run(
                "keys",
                "create",
                "site",
                "--role",
                "operate",
                "--owner",
                "olga",
                "--expires",
                "90d");

    assertThat(made.code()).isZero();
    assertThat(made.out()).contains("dm_k1_s", "operate", "olga");
    assertThat(made.err()).contains("shown this once");
    assertThat(api.requests.getLast().body())
        .contains("\"name\":\"site\"", "\"role\":\"operate\"", "\"expires\":\"90d\"");
  }

  @Test
  void shouldListAndRevokeKeys() {
    api.add("keys", "k1", "{'id':'k1','role':'read','name':'site','good':true}");

    assertThat(cli().with(api).run("keys", "list").out()).contains("k1", "read", "true");
    assertThat(cli().with(api).run("keys", "revoke", "k1").err()).contains("k1 is revoked");
    assertThat(api.requests.getLast().path()).isEqualTo("/v1/keys/k1");
  }

  @Test
  void shouldSayWhatHelpsWithoutAccess() {
    api.refuseNext(
        401,
        "{'type':'urn:dormouse:problem:unauthenticated','title':'T','detail':'Expected a key.'}");
    api.refuseNext(
        403, "{'type':'urn:dormouse:problem:forbidden','title':'T','detail':'Expected admin.'}");

    Cli.Outcome none = cli().with(api).run("plans", "list");
    Cli.Outcome low = cli().with(api).run("plans", "list");

    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("Expected a key.", "DORMOUSE_TOKEN", "--token-file");
    assertThat(low.code()).isEqualTo(1);
    assertThat(low.err()).contains("Expected admin.", "dormouse keys create");
  }
}
