package io.dormouse.local.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The file of child processes, from which a later supervisor finds the processes of a killed one.
 * Each running process has a line with its id and start time; the time tells it from a later
 * process with the same id. A supervisor that is killed in the few milliseconds between a start and
 * its line loses that one process.
 */
public final class Children {

  private static final Duration GRACE = Duration.ofSeconds(8);
  // The start time is computed from the boot time, which moves when the clock is set.
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

  private final Path file;
  private final Consumer<String> say;
  private final Map<Long, String> lines = new LinkedHashMap<>();

  /**
   * @param say gets a line if the file cannot be written, as on a full disk; the next change writes
   *     it
   */
  public Children(Path file, Consumer<String> say) {
    this.file = file;
    this.say = say;
  }

  synchronized void started(String name, ProcessHandle process) {
    Instant start = process.info().startInstant().orElse(Instant.EPOCH);
    lines.put(process.pid(), process.pid() + " " + start.toEpochMilli() + " " + name);
    write();
  }

  synchronized void ended(ProcessHandle process) {
    lines.remove(process.pid());
    write();
  }

  /**
   * Ends the processes that an earlier supervisor left running, gently first.
   *
   * @return the number of processes
   */
  public synchronized int endLeftOvers() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    List<ProcessHandle> leftOvers =
        Files.readAllLines(file).stream()
            .map(Children::leftOver)
            .flatMap(Optional::stream)
            .toList();
    leftOvers.forEach(ProcessHandle::destroy);
    for (ProcessHandle process : leftOvers) {
      end(process, GRACE);
    }
    Files.delete(file);
    return leftOvers.size();
  }

  private static Optional<ProcessHandle> leftOver(String line) {
    String[] words = line.split(" ", 3);
    Instant start = Instant.ofEpochMilli(Long.parseLong(words[1]));
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(process ->
            process
                .info()
                .startInstant()
                .map(other -> Duration.between(start, other).abs())
                .filter(distance -> distance.compareTo(CLOCK_TOLERANCE) <= 0)
                .isPresent());
  }

  /** Waits for the end of a process that was asked to end, and forces it if it takes too long. */
  static void end(ProcessHandle process, Duration grace) {
    CompletableFuture<ProcessHandle> end = process.onExit();
    end.completeOnTimeout(process, grace.toMillis(), TimeUnit.MILLISECONDS).join();
    if (process.isAlive()) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private void write() {
    try {
      if (lines.isEmpty()) {
        Files.deleteIfExists(file);
        return;
      }
      Path written = file.resolveSibling(file.getFileName() + ".new");
      Files.write(written, lines.values());
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      say.accept("%s cannot be written now: %s".formatted(file, e));
    }
  }
}
