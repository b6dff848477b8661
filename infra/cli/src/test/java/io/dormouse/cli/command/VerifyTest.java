package io.dormouse.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.ArgumentsProgram;
import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {

  @Test
  void shouldRunTheCheckAndEndWithItsExitCode(@TempDir Path folder) throws Exception {
    Outcome checked =
        new Cli()
            .with(Verify.PROGRAM, program(folder).toString())
            .run("verify", "--kafka", "kafka:9092", "--prefix", "my.", "--against", "heads");

    assertThat(checked.out().strip())
        .isEqualTo(
            "verify --kafka.bootstrap.servers=kafka:9092 --topics.prefix=my. --against=heads");
    assertThat(checked.code()).isEqualTo(1);
  }

  @Test
  void shouldLeaveWhatIsNotGivenToTheProgram(@TempDir Path folder) throws Exception {
    assertThat(
            new Cli().with(Verify.PROGRAM, program(folder).toString()).run("verify").out().strip())
        .isEqualTo("verify");
  }

  @Test
  void shouldSayWhatItNeedsWhereThereIsNoProgram() {
    Outcome checked = new Cli().run("verify");

    assertThat(checked.code()).isEqualTo(2);
    assertThat(checked.err())
        .contains("expected the program streams-app.jar in $DORMOUSE_STREAMS_APP")
        .contains("java -jar streams-app.jar verify");
  }

  /** A jar without classes that starts the stand-in from the classes of the tests. */
  private static Path program(Path folder) throws IOException {
    Path jar = folder.resolve("streams-app.jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, ArgumentsProgram.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        ArgumentsProgram.class.getProtectionDomain().getCodeSource().getLocation().toString());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
    return jar;
  }
}
