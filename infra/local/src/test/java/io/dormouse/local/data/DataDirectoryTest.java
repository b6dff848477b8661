package io.dormouse.local.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.supervision.CannotStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir Path folder;

  @Test
  void shouldBeHeldByOneAtATime() throws Exception {
    Path root = folder.resolve("data");
    try (DataDirectory held = DataDirectory.take(root)) {
      assertThatThrownBy(() -> DataDirectory.take(root))
          .isInstanceOf(CannotStart.class)
          .hasMessage(
              "another infra/up (pid %d) runs on %s: end it, or choose another directory with"
                  + " --data DIR",
              ProcessHandle.current().pid(), held.root());
    }
    DataDirectory.take(root).close();
  }

  @Test
  void shouldBeForItsOwnerOnly() throws Exception {
    Path root = folder.resolve("data");

    DataDirectory.take(root).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
  }

  @Test
  void shouldForgetDataButKeepUnpackedPrograms() throws Exception {
    try (DataDirectory data = DataDirectory.take(folder.resolve("data"))) {
      Files.createDirectories(data.of("kafka/topic-0"));
      Files.writeString(data.of("kafka/topic-0/records"), "some");
      Files.createDirectories(data.programs());

      data.wipe();

      assertThat(data.of("kafka")).doesNotExist();
      assertThat(data.programs()).exists();
      assertThat(data.logs()).isEmptyDirectory();
    }
  }

  @Test
  void shouldKeepTemporaryFilesUntilItIsToldThatNoProgramRuns() throws Exception {
    Path root = folder.resolve("data");
    DataDirectory.take(root).close();
    Path library = Files.writeString(root.resolve("tmp/library.so"), "code");

    try (DataDirectory data = DataDirectory.take(root)) {
      assertThat(library).exists();

      data.emptyTemporary();

      assertThat(data.temporary()).isEmptyDirectory();
    }
  }

  @Test
  void shouldTakeWhatSingleProgramsLeftUnderTheUsualName() throws Exception {
    Path root = folder.resolve(".dormouse");
    Files.createDirectories(root.resolve("edge"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));

    DataDirectory.take(root).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
  }

  @Test
  void shouldNotTakeADirectoryWithSomethingElseInIt() throws Exception {
    Files.writeString(folder.resolve("letter.txt"), "dear");

    assertThatThrownBy(() -> DataDirectory.take(folder))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("is neither empty nor a data directory of Dormouse");
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("letter.txt"));
  }
}
