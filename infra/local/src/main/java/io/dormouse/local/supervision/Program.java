package io.dormouse.local.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The description of a program to run.
 *
 * @param name its name for people and other programs
 * @param command the command line
 * @param environment variables besides this process's own; unlike a command line, only the owner
 *     can read them
 * @param readiness the check that it is ready
 * @param times its time-outs
 * @param after the programs that must be ready before this one starts, and end after it
 * @param atEnd the command line to execute when it has ended for good, in whatever way; empty for
 *     none
 * @param log the file for its output
 */
public record Program(
    String name,
    List<String> command,
    Map<String, String> environment,
    ReadinessCheck readiness,
    Times times,
    Set<String> after,
    List<String> atEnd,
    Path log) {

  private static final Times USUAL =
      new Times(Duration.ofSeconds(90), Duration.ofSeconds(1), Duration.ofSeconds(8));

  /**
   * The time-outs of a program.
   *
   * @param patience the longest time of a start, after which it counts as failed
   * @param pause the wait before it is started again when it was not seen ready
   * @param grace the longest time of an end, after which it is forced
   */
  public record Times(Duration patience, Duration pause, Duration grace) {}

  /** The text without values of the environment. */
  @Override
  public String toString() {
    return "Program[%s, %s, %s]".formatted(name, command, environment.keySet());
  }

  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    after = Set.copyOf(after);
    atEnd = List.copyOf(atEnd);
    if (name.isBlank() || command.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a program with a name and a command, got \"" + name + "\" " + command);
    }
  }

  /** A program that needs no other and leaves nothing to clear up. */
  public static Program of(String name, List<String> command, ReadinessCheck readiness, Path log) {
    return new Program(name, command, Map.of(), readiness, USUAL, Set.of(), List.of(), log);
  }

  public Program startedAfter(String... names) {
    return new Program(name, command, environment, readiness, times, Set.of(names), atEnd, log);
  }

  public Program withEnvironment(Map<String, String> variables) {
    return new Program(name, command, variables, readiness, times, after, atEnd, log);
  }

  public Program in(Times otherTimes) {
    return new Program(name, command, environment, readiness, otherTimes, after, atEnd, log);
  }

  public Program endedWith(List<String> lastCommand) {
    return new Program(name, command, environment, readiness, times, after, lastCommand, log);
  }
}
