package io.dormouse.local.supervision;

import static io.dormouse.local.kit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Supervision on a small full disk, of a program that needs room to start. */
class FullDiskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk.toString()) == 0,
        "a small disk can only be mounted as root");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  @Test
  void shouldStartAgainWhatEndedOnAFullDiskWhenThereIsRoom() throws Exception {
    Path ready = folder.resolve("ready");
    Program program =
        Program.of(
                "writer",
                List.of(
                    "sh",
                    "-c",
                    "head -c 1000000 /dev/zero > %s/data.$$ || exit 1; printf %%s $$ > %s; exec sleep 1000"
                        .formatted(disk, ready)),
                new ReadinessCheck.File(ready),
                disk.resolve("writer.log"))
            .in(new Program.Times(PATIENCE, Duration.ofMillis(20), Duration.ofMillis(500)));
    Children children = new Children(disk.resolve("children"), said::add);
    try (Stack stack = new Stack(List.of(program), children, said::add)) {
      stack.start();
      stack.awaitReady();
      Path filler = fill();

      stack.child("writer").kill();
      eventually(
          "it waits for room",
          () -> said.stream().anyMatch(line -> line.endsWith("waits for room")));
      Files.delete(filler);
      stack.child("writer").awaitReady(PATIENCE);

      assertThat(stack.failure()).isNotDone();
      assertThat(disk.resolve("children"))
          .content()
          .startsWith(stack.child("writer").pid() + " ")
          .endsWith(" writer\n");
    }
  }

  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] page = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    return filler;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }
}
