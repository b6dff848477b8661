package io.dormouse.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

  @TempDir Path folder;

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
    new Children(file).started("left", process.toHandle());

    int ended = new Children(file).endLeftOvers();

    assertThat(ended).isEqualTo(1);
    assertThat(process.isAlive()).isFalse();
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldSpareAProcessThatGotTheSameIdLater() throws IOException {
    Instant earlier = Instant.now().minusSeconds(3_600);
    Files.writeString(file, process.pid() + " " + earlier.toEpochMilli() + " left\n");

    int ended = new Children(file).endLeftOvers();

    assertThat(ended).isZero();
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void shouldForgetWhatEnded() throws IOException {
    Children children = new Children(file);
    children.started("left", process.toHandle());
    children.ended(process.toHandle());

    assertThat(new Children(file).endLeftOvers()).isZero();
    assertThat(process.isAlive()).isTrue();
  }
}
