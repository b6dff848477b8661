package io.dormouse.cli.kit;

/** A program that prints its arguments and ends with the exit code 1. */
public final class ArgumentsProgram {

  private ArgumentsProgram() {}

  public static void main(String[] args) {
    System.out.println(String.join(" ", args));
    System.exit(1);
  }
}
