package io.dormouse.agents.host.driver.process.os;

import io.dormouse.agents.host.driver.process.state.IntendedStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Processes of this machine, recognised by a mark in their environment, so that a reused pid is
 * never taken for one of ours. Needs Linux's {@code /proc}.
 */
public final class MarkedProcesses {

  private static final Path PROC = Path.of("/proc");

  private MarkedProcesses() {}

  /** True if the process lives and carries the mark; a zombie counts as dead. */
  public static boolean isAlive(long pid, String mark) {
    return carries(PROC.resolve(Long.toString(pid)), mark);
  }

  /** All living processes with the mark, in any session. */
  public static List<Long> alive(String mark) {
    String[] names = PROC.toFile().list((folder, name) -> Character.isDigit(name.charAt(0)));
    return names == null
        ? List.of()
        : Arrays.stream(names)
            .filter(name -> carries(PROC.resolve(name), mark))
            .map(Long::valueOf)
            .toList();
  }

  private static boolean carries(Path process, String mark) {
    try {
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      String text = "\0" + new String(environment, StandardCharsets.UTF_8) + "\0";
      return text.contains("\0" + IntendedStart.MARK + "=" + mark + "\0") && !isDead(process);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isDead(Path process) throws IOException {
    String status = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    char state = status.charAt(status.lastIndexOf(')') + 2);
    return state == 'Z' || state == 'X';
  }
}
