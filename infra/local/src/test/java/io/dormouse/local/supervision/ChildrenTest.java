package io.dormouse.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();
  private Path file;
  private Process process;

  @BeforeEach
  void startProcess() throws IOException {
    file = folder.resolve("children");
    process = new ProcessBuilder("sleep", "1000").start();
  }

  @AfterEach
  void endProcess() {
    process.destroyForcibly().onExit().join();
  }

  @Test
  void shouldEndWhatAnEarlierSupervisorLeft() throws IOException {
    new Children(file, said::add).started("left", process.toHandle());

    int ended = new Children(file, said::add).endLeftOvers();

    assertThat(ended).isEqualTo(1);
    assertThat(process.isAlive()).isFalse();
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldSpareAProcessThatGotTheSameIdLater() throws IOException {
    Instant earlier = Instant.now().minusSeconds(3_600);
    Files.writeString(file, process.pid() + " " + earlier.toEpochMilli() + " left\n");

    int ended = new Children(file, said::add).endLeftOvers();

    assertThat(ended).isZero();
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void shouldGoOnWhenTheFileCannotBeWritten() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("children.new"));
    Children children = new Children(file, said::add);

    children.started("one", process.toHandle());
    Files.delete(taken);
    children.started("other", ProcessHandle.current());

    assertThat(said).singleElement().asString().startsWith(file + " cannot be written now: ");
    assertThat(file).content().contains(" one\n").contains(" other\n");
  }

  @Test
  void shouldForgetWhatEnded() throws IOException {
    Children children = new Children(file, said::add);
    children.started("left", process.toHandle());
    children.ended(process.toHandle());

    assertThat(new Children(file, said::add).endLeftOvers()).isZero();
    assertThat(process.isAlive()).isTrue();
  }
}
