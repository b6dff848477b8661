package io.dormouse.local.kit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock that is held while a system starts, so that two test JVMs do not choose the same ports. A
 * system chooses free ports, and its programs listen there only a moment later.
 */
public final class StartLock implements AutoCloseable {

  private static final Path FILE = Path.of("target/start.lock");

  private final FileChannel file;

  private StartLock(FileChannel file) {
    this.file = file;
  }

  /** Waits until no other JVM holds the lock. */
  public static StartLock take() throws IOException {
    FileChannel file = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      file.lock();
      return new StartLock(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
