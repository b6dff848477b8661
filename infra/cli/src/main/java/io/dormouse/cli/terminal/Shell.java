package io.dormouse.cli.terminal;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The surroundings of one run.
 *
 * @param out takes results only
 * @param err takes notes, progress and errors
 * @param outIsTerminal true if a person sees the results as they are written
 * @param errIsTerminal true if a person sees the notes as they are written
 */
public record Shell(
    InputStream in,
    OutputStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment) {

  public Shell {
    environment = Map.copyOf(environment);
  }

  /**
   * That of this process. The system properties {@code dormouse.out.terminal} and {@code
   * dormouse.err.terminal} name the streams that are terminals; Java cannot tell.
   */
  public static Shell ofThisProcess(OutputStream out) {
    return new Shell(
        System.in,
        out,
        System.err,
        Boolean.getBoolean("dormouse.out.terminal"),
        Boolean.getBoolean("dormouse.err.terminal"),
        System.getenv());
  }

  /** A variable of the environment; empty if it is not set. */
  public String variable(String name) {
    return Objects.requireNonNullElse(environment.get(name), "");
  }

  /** The person's home directory. */
  public Path home() {
    String home = variable("HOME");
    return Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home);
  }

  /**
   * True if colours may be written to the results: on a terminal, unless {@code NO_COLOR} is set.
   */
  public boolean colours() {
    return outIsTerminal && variable("NO_COLOR").isEmpty() && !variable("TERM").equals("dumb");
  }
}
