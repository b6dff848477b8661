package io.dormouse.edge.observe;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The target of a log: a file that may be moved away, or the standard output. */
final class LogTarget {

  private static final String STANDARD_OUTPUT = "-";
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String where;
  private @Nullable BufferedWriter out;
  private @Nullable Object file;
  private long looked;

  LogTarget(String where) {
    this.where = where;
  }

  /** The stream to write to now. */
  BufferedWriter open() throws IOException {
    BufferedWriter now = out;
    if (now != null && !wasMoved()) {
      return now;
    }
    close();
    now = new BufferedWriter(writer());
    out = now;
    file = key();
    looked = System.nanoTime();
    return now;
  }

  void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  private boolean wasMoved() {
    if (System.nanoTime() - looked < LOOK_NANOS) {
      return false;
    }
    looked = System.nanoTime();
    return !Objects.equals(file, key());
  }

  /** The identity of the file of that name, or null. */
  private @Nullable Object key() {
    try {
      return where.equals(STANDARD_OUTPUT)
          ? null
          : Files.readAttributes(Path.of(where), BasicFileAttributes.class).fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  private Writer writer() throws IOException {
    return where.equals(STANDARD_OUTPUT)
        ? new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8)
        : Files.newBufferedWriter(
            Path.of(where), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public String toString() {
    return where;
  }
}
