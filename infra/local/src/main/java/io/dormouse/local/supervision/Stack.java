package io.dormouse.local.supervision;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Programs that run together. Each starts as soon as the programs that it needs are ready, and ends
 * before them. Closing ends every process, even while some are still starting, and can be repeated.
 */
public final class Stack implements AutoCloseable {

  private static final Duration WHOLE_START = Duration.ofMinutes(10);
  private static final Duration LAST_COMMAND = Duration.ofSeconds(60);

  private final Map<String, Child> childByName = new LinkedHashMap<>();
  private final Set<String> spares = ConcurrentHashMap.newKeySet();
  private final Consumer<String> say;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private boolean open = true;

  /**
   * @param say gets the lines for a person
   */
  public Stack(List<Program> programs, Children children, Consumer<String> say) {
    this(programs, List.of(), children, say);
  }

  /**
   * A stack with spare programs, which are started by name. What they left behind in an earlier run
   * is cleared up like that of the others.
   *
   * @param say gets the lines for a person
   */
  public Stack(
      List<Program> programs, List<Program> spare, Children children, Consumer<String> say) {
    this.say = say;
    Stream.concat(programs.stream(), spare.stream())
        .forEach(program -> add(new Child(program, children, say)));
    spare.forEach(program -> spares.add(program.name()));
  }

  private void add(Child child) {
    childByName.put(child.program().name(), child);
    child.failure().thenAccept(failure::complete);
  }

  /** Starts all programs but the spare ones, in the background. */
  public void start() {
    children().forEach(this::start);
  }

  /**
   * Starts a spare program in the background, unless it was started before.
   *
   * @return the program
   * @throws IllegalStateException if the stack is closed
   */
  public synchronized Child startSpare(String name) {
    if (!open) {
      throw new IllegalStateException("expected an open stack to start " + name);
    }
    Child child = child(name);
    if (spares.remove(name)) {
      start(child);
    }
    return child;
  }

  private void start(Child child) {
    Thread.ofVirtual().name(child.program().name()).start(() -> runInTurn(child));
  }

  /**
   * Waits until all programs that were started are ready.
   *
   * @throws CannotStart if one is given up, or the stack is closed meanwhile
   */
  public void awaitReady() throws CannotStart, InterruptedException {
    CompletableFuture<?>[] all =
        children().stream().map(this::readiness).toArray(CompletableFuture[]::new);
    CompletableFuture.anyOf(CompletableFuture.allOf(all), failure).join();
    if (failure.isDone()) {
      throw new CannotStart(failure.join());
    }
  }

  /** Completes with the reason when one of the programs is given up. */
  public CompletableFuture<String> failure() {
    return failure;
  }

  /** All programs in the given order, without those that are still spare. */
  public List<Child> children() {
    return childByName.values().stream()
        .filter(child -> !spares.contains(child.program().name()))
        .toList();
  }

  /** The program of this name. */
  public Child child(String name) {
    Child child = childByName.get(name);
    if (child == null) {
      throw new IllegalArgumentException(
          "expected one of " + childByName.keySet() + ", got \"" + name + "\"");
    }
    return child;
  }

  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    open = false;
    List<Child> left = new ArrayList<>(children());
    while (!left.isEmpty()) {
      List<Child> wave = left.stream().filter(child -> isLast(child, left)).toList();
      close(wave.isEmpty() ? List.copyOf(left) : wave);
      left.removeAll(wave.isEmpty() ? List.copyOf(left) : wave);
    }
  }

  /** Executes the commands that clear up after the programs, without starting them. */
  public void clearUp() {
    childByName.values().forEach(this::clearUp);
  }

  private void runInTurn(Child child) {
    try {
      for (String name : child.program().after()) {
        child(name).awaitReady(WHOLE_START);
      }
      child.run();
    } catch (CannotStart reportedByThatOne) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Void> readiness(Child child) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            child.awaitReady(WHOLE_START);
            say.accept("%-12s ready (pid %d)".formatted(child.program().name(), child.pid()));
          } catch (CannotStart e) {
            failure.complete(e.getMessage());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        command -> Thread.ofVirtual().start(command));
  }

  private static boolean isLast(Child child, List<Child> left) {
    return left.stream()
        .noneMatch(other -> other.program().after().contains(child.program().name()));
  }

  private void close(List<Child> wave) {
    List<CompletableFuture<Void>> ends =
        wave.stream()
            .map(child ->
                CompletableFuture.runAsync(
                    () -> end(child), command -> Thread.ofVirtual().start(command)))
            .toList();
    ends.forEach(CompletableFuture::join);
  }

  private void end(Child child) {
    try {
      child.close();
      clearUp(child);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void clearUp(Child child) {
    Program program = child.program();
    if (program.atEnd().isEmpty()) {
      return;
    }
    try {
      Process process =
          Session.own(program.atEnd())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()))
              .start();
      if (!process.waitFor(LAST_COMMAND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      if (process.exitValue() != 0) {
        say.accept(
            "clearing up after %s ended with %d; see %s"
                .formatted(program.name(), process.exitValue(), program.log()));
      }
    } catch (IOException e) {
      say.accept("clearing up after " + program.name() + " failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
