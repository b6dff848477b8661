package io.dormouse.local.supervision;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program that is kept running. A process that ends unasked is started again; after a pause if it
 * was not seen ready. A program that fails five times in a row before it is ready is given up, see
 * {@link #failure()}. On a full disk it is not given up, but started again when there is room, and
 * every half minute.
 */
public final class Child {

  private static final int STARTS = 5;
  private static final Duration GLANCE = Duration.ofMillis(25);
  private static final Duration WITHOUT_ROOM = Duration.ofSeconds(30);
  private static final int LINES_TO_SHOW = 15;
  private static final int NOT_STARTED = -1;

  private final Program program;
  private final DiskSpace room;
  private final Children children;
  private final Consumer<String> say;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Object startOrClose = new Object();
  private volatile @Nullable Process process;
  private volatile long readyPid = -1;
  private volatile boolean held;

  Child(Program program, Children children, Consumer<String> say) {
    this.program = program;
    this.room = new DiskSpace(Objects.requireNonNull(program.log().toAbsolutePath().getParent()));
    this.children = children;
    this.say = say;
  }

  public Program program() {
    return program;
  }

  /** The id of the newest process, or -1 if none was started yet. */
  public long pid() {
    Process newest = process;
    return newest == null ? -1 : newest.pid();
  }

  /** True if the newest process runs and was seen ready. */
  public boolean isReady() {
    Process newest = process;
    return newest != null && newest.isAlive() && readyPid == newest.pid();
  }

  /** Completes with the reason when the program is given up. */
  public CompletableFuture<String> failure() {
    return failure;
  }

  /**
   * Kills the process as {@code kill -9} does, and waits until it is gone. It is started again like
   * any other that ends unasked.
   *
   * @return the id of the killed process
   */
  public long kill() {
    Process newest = process;
    if (newest == null) {
      throw new IllegalStateException(
          "expected " + program.name() + " to run, but it was never started");
    }
    newest.destroyForcibly().onExit().join();
    return newest.pid();
  }

  /**
   * Kills the process like {@link #kill()}, and starts no other before {@link #release()}.
   *
   * @return the id of the killed process
   */
  public long hold() {
    held = true;
    return kill();
  }

  /** Starts the program again after a hold. */
  public void release() {
    held = false;
  }

  /**
   * Waits until the program is ready.
   *
   * @throws CannotStart if it is given up, closed, or not ready in time
   */
  public void awaitReady(Duration patience) throws CannotStart, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isReady()) {
      if (failure.isDone()) {
        throw new CannotStart(failure.join());
      }
      if (closingWithin(GLANCE)) {
        throw new CannotStart(program.name() + " was ended before it was ready");
      }
      if (System.nanoTime() > deadline) {
        throw new CannotStart(
            "%s is not ready after %d s. %s"
                .formatted(program.name(), patience.toSeconds(), lastLines()));
      }
    }
  }

  /** Starts the program and returns when it has ended for good. */
  void run() throws InterruptedException {
    try {
      int failures = 0;
      Optional<Run> last = Optional.empty();
      while (failures < STARTS) {
        last = runOnce(last);
        boolean full = last.isPresent() && room.isShort();
        boolean wasReady = last.isPresent() && last.get().wasReady();
        if (last.isEmpty()
            || closingWithin(wasReady ? Duration.ZERO : program.times().pause())
            || (full && closingBeforeThereIsRoom())
            || closingWhileHeld()) {
          return;
        }
        failures = full || wasReady ? 0 : failures + 1;
      }
      failure.complete(
          "%s failed %d times in a row. %s".formatted(program.name(), STARTS, lastLines()));
    } catch (IOException | RuntimeException e) {
      failure.complete(program.name() + " cannot be started: " + e.getMessage());
    } finally {
      closed.countDown();
    }
  }

  /**
   * Starts no other process from now on and ends this one, gently first. Returns when it is gone.
   */
  void close() throws InterruptedException {
    Process newest;
    synchronized (startOrClose) {
      closing.countDown();
      newest = process;
    }
    if (newest != null) {
      newest.destroy();
      Children.end(newest.toHandle(), program.times().grace());
      closed.await();
    }
  }

  /**
   * Runs one process from its start to its end, or none for want of room. The result is empty if
   * the program is closed.
   */
  private Optional<Run> runOnce(Optional<Run> before) throws IOException, InterruptedException {
    try {
      return startAndWait(before);
    } catch (IOException e) {
      if (room.isShort()) {
        return Optional.of(new Run(NOT_STARTED, false));
      }
      throw e;
    }
  }

  private Optional<Run> startAndWait(Optional<Run> before)
      throws IOException, InterruptedException {
    Process started;
    synchronized (startOrClose) {
      if (closing.getCount() == 0) {
        return Optional.empty();
      }
      ProcessBuilder builder = Session.own(program.command());
      builder.environment().putAll(program.environment());
      started =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()))
              .start();
      process = started;
    }
    children.started(program.name(), started.toHandle());
    try {
      before.ifPresent(run ->
          say.accept(
              "%s ended with %d; started again (pid %d)"
                  .formatted(program.name(), run.code(), started.pid())));
      boolean ready = sawReady(started);
      return Optional.of(new Run(started.waitFor(), ready));
    } finally {
      children.ended(started.toHandle());
    }
  }

  private boolean sawReady(Process started) throws InterruptedException {
    long deadline = System.nanoTime() + program.times().patience().toNanos();
    while (started.isAlive() && !closingWithin(GLANCE)) {
      if (program.readiness().seen(started.pid()) && started.isAlive()) {
        readyPid = started.pid();
        return true;
      }
      if (System.nanoTime() > deadline) {
        say.accept(
            "%s is not ready after %d s: killed"
                .formatted(program.name(), program.times().patience().toSeconds()));
        started.destroyForcibly().waitFor();
      }
    }
    return false;
  }

  private String lastLines() {
    return "Its last lines (%s):%n%s"
        .formatted(program.log(), new LogFile(program.log()).lastLines(LINES_TO_SHOW));
  }

  private boolean closingBeforeThereIsRoom() throws InterruptedException {
    say.accept("%s ended, and %s: waits for room".formatted(program.name(), room));
    long end = System.nanoTime() + WITHOUT_ROOM.toNanos();
    while (room.isShort() && System.nanoTime() < end) {
      if (closingWithin(program.times().pause())) {
        return true;
      }
    }
    return false;
  }

  private boolean closingWhileHeld() throws InterruptedException {
    while (held) {
      if (closingWithin(GLANCE)) {
        return true;
      }
    }
    return false;
  }

  private boolean closingWithin(Duration pause) throws InterruptedException {
    return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private record Run(int code, boolean wasReady) {}
}
