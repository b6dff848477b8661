package io.dormouse.local.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program that is to run.
 *
 * @param name how people and other programs call it
 * @param command what to execute
 * @param environment variables it gets besides this process's own: unlike a command, only its owner
 *     can read them
 * @param readiness how to see that it is ready
 * @param times how long to wait for it
 * @param after the programs that must be ready before this one starts, and end after it
 * @param atEnd what to execute when it has ended for good, however it ended; empty for nothing
 * @param log the file that gets what it prints
 */
public record Program(
    String name,
    List<String> command,
    Map<String, String> environment,
    Readiness readiness,
    Times times,
    Set<String> after,
    List<String> atEnd,
    Path log) {

  private static final Times USUAL =
      new Times(Duration.ofSeconds(90), Duration.ofSeconds(1), Duration.ofSeconds(8));

  /**
   * The time-outs of a program.
   *
   * @param patience how long a start may take until it counts as failed
   * @param pause how long to wait before it is started again
   * @param grace how long it may take to end when asked, until it is forced
   */
  public record Times(Duration patience, Duration pause, Duration grace) {}

  /** Shows no value of the environment. */
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
  public static Program of(String name, List<String> command, Readiness readiness, Path log) {
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
