package io.dormouse.agents.host.kit;

import io.dormouse.agents.host.HostAgentMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent as a process of its own, which can be killed. */
public final class AgentProcess implements AutoCloseable {

  private final Process process;

  /** Starts the agent, whose output goes to the file. */
  public AgentProcess(Path output, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // Logs as it is shipped, whatever configurations of tests are on the class path.
                "-Dlogback.configurationFile=logback.xml",
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

  /** Kills the agent, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits until the agent has ended by itself; returns its exit code. */
  public int await() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("Expected the program to end within 30 s.");
    }
    return process.exitValue();
  }

  /** Asks the agent to end; returns its exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return await();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
