package io.dormouse.local.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room that is left on the disk of a folder. */
record DiskSpace(Path folder) {

  /** Bytes below which programs are likely to fail for want of room. */
  private static final long WANTED = 64L << 20;

  /** True if there is so little room that a program may have ended for want of it. */
  boolean isShort() {
    try {
      return Files.getFileStore(folder).getUsableSpace() < WANTED;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "the disk of %s has less than %d MiB left".formatted(folder, WANTED >> 20);
  }
}
