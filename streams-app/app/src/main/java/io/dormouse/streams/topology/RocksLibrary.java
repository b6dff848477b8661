package io.dormouse.streams.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;

/** RocksDB's library for this process. */
public final class RocksLibrary {

  private RocksLibrary() {}

  /**
   * Unpacks the library to a directory and loads it, unless it is loaded. By default each process
   * unpacks it to a new file, which a killed one leaves behind.
   *
   * @throws UncheckedIOException if it cannot be unpacked there
   */
  public static void load(Path directory) {
    try {
      NativeLibraryLoader.getInstance()
          .loadLibrary(Files.createDirectories(directory).toRealPath().toString());
    } catch (IOException e) {
      throw new UncheckedIOException("RocksDB's library cannot be unpacked in " + directory, e);
    }
  }
}
