package io.dormouse.local.provisioning;

import static io.dormouse.local.kit.Eventually.eventually;

import io.dormouse.local.supervision.Program;
import io.dormouse.local.supervision.ReadinessCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real provisioner as a process that a test kills and starts again. */
final class Provisioner implements AutoCloseable {

  private final Program program;
  private final List<String> command;
  private final Path log;
  private @Nullable Process process;

  /**
   * @param program the program of infra/up
   * @param flags flags that are different here
   */
  Provisioner(Program program, Map<String, String> flags, Path log) {
    this.program = program;
    this.log = log;
    List<String> different = new ArrayList<>();
    for (String argument : program.command()) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || !flags.containsKey(argument.substring(2, equals))) {
        different.add(argument);
      }
    }
    flags.forEach((key, value) -> different.add("--" + key + "=" + value));
    this.command = List.copyOf(different);
  }

  void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(program.environment());
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  void awaitReady(ReadinessCheck readiness) throws Exception {
    Process started = running();
    eventually("the provisioner is ready, see " + log, () -> readiness.seen(started.pid()));
  }

  /** Kills the process as {@code kill -9} does; returns when it is gone. */
  void kill() {
    running().destroyForcibly().onExit().join();
  }

  /** Asks the process to end. */
  void end() throws InterruptedException {
    Process started = running();
    started.destroy();
    if (!started.waitFor(30, TimeUnit.SECONDS)) {
      started.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    Process started = process;
    if (started != null) {
      started.destroyForcibly().onExit().join();
    }
  }

  private Process running() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException("expected a provisioner that was started");
    }
    return started;
  }
}
