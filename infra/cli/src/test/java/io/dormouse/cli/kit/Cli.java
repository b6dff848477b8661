package io.dormouse.cli.kit;

import io.dormouse.cli.Dormouse;
import io.dormouse.cli.terminal.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The command line with streams and an environment of its own. */
public final class Cli {

  private final Map<String, String> environment = new HashMap<>(Map.of("HOME", "/nonexistent"));
  private boolean terminal;
  private String input = "";

  /** Exit code and output of a run. */
  public record Outcome(int code, String out, String err) {}

  public Cli with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public Cli with(FakeApi api) {
    return with("DORMOUSE_API", api.address());
  }

  public Cli onTerminal() {
    terminal = true;
    return this;
  }

  public Cli withInput(String text) {
    input = text;
    return this;
  }

  public Outcome run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return run(out, args);
  }

  public Outcome run(OutputStream out, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream notes = new PrintStream(err, true, StandardCharsets.UTF_8);
    Shell shell =
        new Shell(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            notes,
            terminal,
            terminal,
            environment);
    int code = Dormouse.run(shell, args);
    String written =
        out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "";
    return new Outcome(code, written, err.toString(StandardCharsets.UTF_8));
  }
}
