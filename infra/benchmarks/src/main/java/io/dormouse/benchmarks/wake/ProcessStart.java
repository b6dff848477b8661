package io.dormouse.benchmarks.wake;

import io.dormouse.benchmarks.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The image's program as a child process. */
final class ProcessStart implements DirectStart {

  private final Path program;
  private @Nullable Process process;

  ProcessStart(Path program) {
    this.program = program;
  }

  @Override
  public URI start() throws IOException {
    int port = FreePort.next();
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("BIND", "127.0.0.1");
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    process = builder.start();
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
