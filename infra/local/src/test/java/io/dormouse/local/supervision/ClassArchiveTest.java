package io.dormouse.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

  @TempDir Path folder;

  private Path jar;
  private Path library;

  @BeforeEach
  void makeJars() throws IOException {
    jar = Files.writeString(folder.resolve("edge.jar"), "jar");
    library = Files.createDirectory(folder.resolve("lib")).resolve("schemas.jar");
    Files.writeString(library, "library");
  }

  @Test
  void shouldStayTheSameForTheSameJars() {
    assertThat(archive("edge")).isEqualTo(archive("edge"));
  }

  @Test
  void shouldReplaceThatOfOtherJars() throws IOException {
    Path before = Files.createFile(archive("edge"));
    Path other = Files.createFile(archive("edge-admin"));

    Files.writeString(library, "a newer library");

    assertThat(archive("edge")).isNotEqualTo(before);
    assertThat(before).doesNotExist();
    assertThat(other).exists();
  }

  private Path archive(String name) {
    return new ClassArchive(folder.resolve("archives"), name, jar).current();
  }
}
