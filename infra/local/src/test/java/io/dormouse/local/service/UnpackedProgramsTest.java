package io.dormouse.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedProgramsTest {

  @TempDir Path folder;

  @Test
  void shouldRemoveOnlyWhatIsUnfinished() throws IOException {
    Path finished = Files.createDirectory(folder.resolve("PG-1"));
    Files.createFile(finished.resolve(".exists"));
    Path unfinished = Files.createDirectory(folder.resolve("PG-2"));
    Files.createSymbolicLink(unfinished.resolve("dangling"), Path.of("nowhere"));

    new UnpackedPrograms(folder).removeUnfinished();

    assertThat(finished).exists();
    assertThat(unfinished).doesNotExist();
  }
}
