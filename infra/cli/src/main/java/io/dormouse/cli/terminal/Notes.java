package io.dormouse.cli.terminal;

import java.io.PrintStream;

/** Notes and progress beside the result, on the stream for errors. */
public final class Notes {

  private static final String ERASED_LINE = "\r\033[K";

  private final PrintStream err;
  private final boolean terminal;
  private boolean inProgress;

  public Notes(Shell shell) {
    this.err = shell.err();
    this.terminal = shell.errIsTerminal();
  }

  /** Writes a line. */
  public void note(String text) {
    clear();
    err.println(Escapes.line(text));
    err.flush();
  }

  /** Writes a line that a person wants to see, and a log does not. */
  public void hint(String text) {
    if (terminal) {
      note(text);
    }
  }

  /** Replaces the line of progress; on a terminal only. */
  public void progress(String text) {
    if (terminal) {
      err.print(ERASED_LINE + Escapes.line(text));
      err.flush();
      inProgress = true;
    }
  }

  /** Erases the line of progress. */
  public void clear() {
    if (inProgress) {
      err.print(ERASED_LINE);
      err.flush();
      inProgress = false;
    }
  }
}
