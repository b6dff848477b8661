package io.dormouse.local.service;

import io.dormouse.local.data.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directory into which the PostgreSQL library unpacks the server's programs. */
record UnpackedPrograms(Path directory) {

  // The library makes this file when everything is unpacked; without it, it cannot use the rest.
  private static final String FINISHED = ".exists";

  /** Deletes the files of a process that was killed while it unpacked. */
  void removeUnfinished() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> unfinished =
          entries.filter(entry -> !Files.exists(entry.resolve(FINISHED))).toList();
      for (Path entry : unfinished) {
        new FileTree(entry).delete();
      }
    }
  }
}
