package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dormouse.cli.kit.Cli;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

  @TempDir private Path folder;

  private record Ended(int code, String output) {}

  @Test
  void shouldBeAValidScript() throws Exception {
    Path script = script("bash");

    assertThat(shell("bash", "bash -n " + script)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void shouldCompleteCommandsAndOptions() throws Exception {
    Path script = script("bash");

    assertThat(complete(script, "dormouse", "inst")).contains("instances");
    assertThat(complete(script, "dormouse", "instances", "pass")).contains("passivate");
    assertThat(complete(script, "dormouse", "instances", "wake", "--wa")).contains("--wait");
    assertThat(complete(script, "dormouse", "plans", "list", "--output", "js")).contains("json");
  }

  @Test
  void shouldBeAValidScriptOfZsh() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/zsh"))).as("zsh").isTrue();
    Path script = script("zsh");

    assertThat(shell("zsh", "zsh -n " + script)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void shouldBeForBothShellsAlike() {
    assertThat(new Cli().run("completion", "zsh").out())
        .isEqualTo(new Cli().run("completion", "bash").out())
        .contains("bashcompinit");
  }

  private Path script(String shell) throws IOException {
    Cli.Outcome printed = new Cli().run("completion", shell);
    assertThat(printed.err()).isEmpty();
    return Files.writeString(folder.resolve("completion"), printed.out());
  }

  /** Completions that bash offers for the last of these words. */
  private static String complete(Path script, String... words) throws Exception {
    String program =
        """
        source %s
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        _complete_dormouse
        echo "${COMPREPLY[@]}"
        """
            .formatted(script, String.join(" ", words), words.length - 1);
    return shell("bash", program).output();
  }

  private static Ended shell(String shell, String program) throws Exception {
    Process process = new ProcessBuilder(shell, "-c", program).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
