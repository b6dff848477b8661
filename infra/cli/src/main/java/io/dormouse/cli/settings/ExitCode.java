package io.dormouse.cli.settings;

/** Exit codes of the program. */
public final class ExitCode {

  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NO_ANSWER = 3;
  public static final int TIMED_OUT = 4;

  /** That of a program whose reader went away, as a shell shows it. */
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
