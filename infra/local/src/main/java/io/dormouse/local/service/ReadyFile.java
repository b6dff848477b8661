package io.dormouse.local.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Readiness of a service without HTTP: a file that holds its process id. A file left by an earlier
 * process holds another id, so it never speaks for this one.
 */
public record ReadyFile(Path path) {

  /** Says that this process is ready. */
  public void announce() throws IOException {
    Path written = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(written, Long.toString(ProcessHandle.current().pid()));
    Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** True if the process with this id said that it is ready. */
  public boolean names(long pid) {
    try {
      return Files.readString(path).equals(Long.toString(pid));
    } catch (IOException notYet) {
      return false;
    }
  }
}
