package io.dormouse.cli;

import io.dormouse.cli.terminal.Shell;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The program {@code dormouse}. */
public final class DormouseMain {

  private DormouseMain() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    Shell shell = Shell.ofThisProcess(new FileOutputStream(FileDescriptor.out));
    System.exit(Dormouse.run(shell, args));
  }
}
