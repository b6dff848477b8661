package io.dormouse.agents.host.driver.process.os;

import io.dormouse.agents.host.driver.DriverException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends signals. A signal for a process that is gone changes nothing. */
public final class Signals {

  private static final int DEADLINE_SECONDS = 5;

  private Signals() {}

  /** Sends a signal to the group that the process leads. */
  public static void toGroup(long leader, String signal) {
    send(signal, List.of("-" + leader));
  }

  public static void toEach(List<Long> processes, String signal) {
    if (!processes.isEmpty()) {
      send(signal, processes.stream().map(String::valueOf).toList());
    }
  }

  private static void send(String signal, List<String> targets) {
    String command = "kill -s %s -- %s 2> /dev/null".formatted(signal, String.join(" ", targets));
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", command).start();
      if (!kill.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new DriverException("Sending %s took too long.".formatted(signal), null);
      }
    } catch (IOException e) {
      throw new DriverException("The signal %s cannot be sent: %s".formatted(signal, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DriverException("The agent ends.", e);
    }
  }
}
