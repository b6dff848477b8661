package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.session.Session;
import io.dormouse.cli.terminal.Shell;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceTest {

  private static final Path FILE = Path.of("REFERENCE.md");

  @Test
  void shouldBeThePageAboutTheCommands() throws Exception {
    String page;
    try (Session session = new Session(shell())) {
      page = Reference.of(Dormouse.commandLine(session));
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(FILE, page);
    }

    assertThat(Files.exists(FILE) ? Files.readString(FILE) : "(there is no such file)")
        .as(
            "%s. If the change is meant, run the test once with"
                + " -Dtest.jvm.args=-Dgolden.update=true and commit the file.",
            FILE)
        .isEqualTo(page);
  }

  private static Shell shell() {
    OutputStream nowhere = OutputStream.nullOutputStream();
    PrintStream notes = new PrintStream(nowhere, false, StandardCharsets.UTF_8);
    return new Shell(InputStream.nullInputStream(), nowhere, notes, false, false, Map.of());
  }
}
