package io.dormouse.agents.host.kit;

import io.dormouse.agents.host.HostAgentMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent as a program of its own, which can be killed. */
public final class AgentProcess implements AutoCloseable {

  private final Process process;

  /** Starts it; what it prints goes to the file. */
  public AgentProcess(Path output, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostAgentMain.class.getName()));
    command.addAll(arguments);
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Its exit code, when it has ended by itself. */
  public int await() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("Expected the program to end within 30 s.");
    }
    return process.exitValue();
  }

  /** Asks it to end; its exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return await();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
