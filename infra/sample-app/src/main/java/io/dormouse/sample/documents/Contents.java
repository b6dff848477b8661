package io.dormouse.sample.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A store of bytes by key. Blocking; safe for use by many threads. */
public interface Contents extends Dependency {

  /** Copies a file's bytes to the key; the file stays. */
  void put(String key, Path file) throws IOException;

  /**
   * Opens the bytes of a key; the caller closes the stream.
   *
   * @throws java.nio.file.NoSuchFileException when the key is unknown
   */
  InputStream open(String key) throws IOException;

  /** Removes a key; an unknown one is no error. */
  void delete(String key) throws IOException;
}
