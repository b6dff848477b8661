package io.dormouse.edge.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The TCP connections that processes of this machine have open, by Linux's tables. */
final class OpenConnections {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENS = "0A";

  /** Connections that the kernel alone keeps, since the process has closed them. */
  private static final String OF_NOBODY = "0";

  private OpenConnections() {}

  /**
   * A proxy's sides of its connections, each as a line of the kernel's table; empty where the
   * kernel has no such table.
   *
   * @param listens port of its clients
   * @param backend port that it connects to
   */
  static List<String> of(int listens, int backend) {
    List<String> open = new ArrayList<>();
    for (Path table : TABLES) {
      for (String line : lines(table)) {
        String[] words = line.strip().split("\\s+", -1);
        if (!words[STATE].equals(LISTENS)
            && !words[INODE].equals(OF_NOBODY)
            && (isAt(words[LOCAL], listens) || isAt(words[REMOTE], backend))) {
          open.add(line);
        }
      }
    }
    return open;
  }

  private static boolean isAt(String address, int port) {
    return address.endsWith(":%04X".formatted(port));
  }

  /** All lines but the headings. */
  private static List<String> lines(Path table) {
    try {
      return Files.exists(table) ? Files.readAllLines(table).stream().skip(1).toList() : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
