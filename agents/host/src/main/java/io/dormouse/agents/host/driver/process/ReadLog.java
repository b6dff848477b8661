package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the last lines that a process wrote. */
final class ReadLog {

  private static final int MOST_BYTES = 64 << 10;

  private final StateFolders folders;

  ReadLog(StateFolders folders) {
    this.folders = folders;
  }

  List<String> read(ReplicaHandle handle, int lines) {
    return folders.of(handle).map(folder -> last(folder, lines)).orElse(List.of());
  }

  private static List<String> last(StateFolder folder, int lines) {
    try (RandomAccessFile log = new RandomAccessFile(folder.log().toFile(), "r")) {
      log.seek(Math.max(0, log.length() - MOST_BYTES));
      byte[] bytes = new byte[(int) Math.min(MOST_BYTES, log.length())];
      log.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      throw new DriverException("The log %s cannot be read: %s".formatted(folder.log(), e), e);
    }
  }
}
