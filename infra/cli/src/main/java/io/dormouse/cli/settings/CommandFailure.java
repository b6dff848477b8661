package io.dormouse.cli.settings;

import java.util.List;

/** A command that cannot go on. The message is for the person: what was expected, and what came. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final transient List<String> advice;

  /**
   * The failure.
   *
   * @param exitCode one of {@link ExitCode}
   * @param advice lines that say what may help
   */
  public CommandFailure(int exitCode, String message, String... advice) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.advice = List.of(advice);
  }

  /** Input that cannot be used. */
  public static CommandFailure badInput(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  public int exitCode() {
    return exitCode;
  }

  public List<String> advice() {
    return advice;
  }
}
