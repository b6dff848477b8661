package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextsTest {

  @TempDir private Path home;
  private final FakeApi first = new FakeApi();
  private final FakeApi second = new FakeApi();

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void shouldKeepContextsInAFileOfTheHomeDirectory() throws Exception {
    assertThat(run("context", "add", "one", first.address()).code()).isZero();
    run("context", "add", "two", second.address() + "/");

    assertThat(Files.readString(home.resolve(".config/dormouse/config.yaml")))
        .isEqualTo(
            """
            current: one
            contexts:
              one:
                api: "%s"
              two:
                api: "%s"
            """
                .formatted(first.address(), second.address()));
    assertThat(run("context", "list", "-o", "json").out())
        .containsSubsequence("\"one\"", "true", "\"two\"", "false");
  }

  @Test
  void shouldPreferFlagsToTheEnvironmentAndThatToTheCurrentContext() {
    run("context", "add", "one", first.address());
    run("context", "add", "two", second.address());

    run("plans", "list");
    assertThat(first.requests).hasSize(1);
    cli().with(second).run("plans", "list");
    assertThat(second.requests).hasSize(1);
    cli().with(second).run("plans", "list", "--context", "one");
    assertThat(first.requests).hasSize(2);
    cli().with(second).run("--api", first.address(), "plans", "list");
    assertThat(first.requests).hasSize(3);
  }

  @Test
  void shouldChangeAndRemoveTheCurrentContext() {
    run("context", "add", "one", first.address());
    run("context", "add", "two", second.address());

    run("context", "use", "two");
    run("plans", "list");
    assertThat(second.requests).hasSize(1);
    run("context", "remove", "two");
    assertThat(run("context", "list").out()).contains("one").doesNotContain("two", "true");
  }

  @Test
  void shouldReadTheFileThatTheEnvironmentNames() throws Exception {
    Path file =
        Files.writeString(
            home.resolve("other.yaml"),
            "current: x\ncontexts: {x: {api: '%s'}}\n".formatted(first.address()));

    cli().with("DORMOUSE_CONFIG", file.toString()).run("plans", "list");

    assertThat(first.requests).hasSize(1);
  }

  @Test
  void shouldListTheContextsThereAreForAnUnknownOne() {
    run("context", "add", "one", first.address());

    Cli.Outcome unknown = run("plans", "list", "--context", "three");

    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("got \"three\"; there are: one");
  }

  @Test
  void shouldRefuseTwoWaysToNameASystem() {
    Cli.Outcome both = run("plans", "list", "--context", "one", "--api", first.address());

    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("expected --api or --context, got both");
  }

  @Test
  void shouldSayThatTheEnvironmentOrTheFileIsWrong() throws Exception {
    Cli.Outcome variable = cli().with("DORMOUSE_API", "nowhere").run("plans", "list");
    assertThat(variable.err()).contains("DORMOUSE_API: expected an address");

    Files.createDirectories(home.resolve(".config/dormouse"));
    Path file = home.resolve(".config/dormouse/config.yaml");
    Files.writeString(file, "contexts: {x: {api: 7}}");
    Cli.Outcome wrong = run("plans", "list");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains(file.toString()).contains("got \"7\"");
  }

  private Cli cli() {
    return new Cli().with("HOME", home.toString());
  }

  private Cli.Outcome run(String... args) {
    return cli().run(args);
  }
}
