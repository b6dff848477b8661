package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: nothing is sent, and the message says what was expected. */
class UsageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "instances list --limit 0 | expected a whole number from 1",
        "instances create x --blueprint b --idle 3 | expected a duration like",
        "instances history x --since yesterday | expected a time like 2026-11-22T08:00:00Z",
        "instances history x --order up | expected one of [ASC, DESC] (case-insensitive)",
        "instances wake x --wait asleep | expected --wait with running",
        "instances wake x --timeout soon | expected a duration like",
        "instances show | Missing required parameter: 'ID'",
        "instances create x | Missing required option: '--blueprint=ID'",
        "domains add x.org | Missing required argument",
        "domains add x.org --instance a --uri http://b | mutually exclusive",
        "plans list --output xml | expected one of [TABLE, JSON, YAML] (case-insensitive)",
        "plans list --api 127.0.0.1:7070 | expected an address like http://127.0.0.1:7070",
        "plans list --api http://u@h | expected an address like",
        "plans list --user olga@example.org | expected 1 to 100 of",
        "plans apply x -f /nonexistent --expires 1d | expected --file, or --expires",
        "blueprints apply -f /nonexistent | there is no /nonexistent",
        "context add a/b http://h | expected a name of up to 64",
        "instances lisst | did you mean: list",
        "instance list | did you mean: instances",
        "instances | Missing required subcommand",
      })
  void shouldSayWhatWasExpected(String command, String message) {
    Cli.Outcome wrong = new Cli().run(command.split(" "));

    assertThat(wrong.err()).contains(message);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.code()).isEqualTo(2);
  }

  @Test
  void shouldRefuseAnEmptyId() {
    Cli.Outcome wrong = new Cli().run("instances", "show", "");

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("expected an id or a name, got \"\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: 1\na: 2", "{\"a\": 1, \"a\": 2}", "- list", "a: [", "{\"a\":1} x"})
  void shouldRefuseAFileThatIsNotOneObject(String content, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), content);

    Cli.Outcome wrong = new Cli().run("blueprints", "apply", "x", "-f", file.toString());

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("expected").contains(file.toString());
  }

  @Test
  void shouldAskForTheIdOfABlueprint() {
    Cli.Outcome wrong = new Cli().withInput("image: a").run("blueprints", "apply", "-f", "-");

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("expected the blueprint's id");
  }

  @Test
  void shouldTakeNounsThatAreValuesOfOptionsForValues() {
    Cli.Outcome wrong = new Cli().run("--context", "status", "plans", "list");

    assertThat(wrong.err()).contains("expected a context of").contains("got \"status\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "instances --help", "instances wake --help", "signup --help"})
  void shouldDocumentExitCodes(String command) {
    Cli.Outcome help = new Cli().run(command.split(" "));

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("refused or failed", "wrong usage", "does not answer", "timed out", "Ctrl-C");
  }
}
