package io.dormouse.local.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of source files in a package, over the sources of the whole tree. */
class PackageSizeTest {

  private static final int MOST = 15;

  @Test
  void shouldHoldAtMostFifteenFiles() throws IOException {
    Modules modules = Modules.ofThisCheckout();
    List<Path> folders = modules.sourceFolders();
    assertThat(folders).hasSizeGreaterThan(modules.names().size());

    List<String> tooLarge = new ArrayList<>();
    for (Path folder : folders) {
      tooLarge.addAll(tooLargeIn(folder));
    }

    assertThat(tooLarge).isEmpty();
  }

  @Test
  void shouldSeeAPackageThatIsTooLarge(@TempDir Path sources) throws IOException {
    Path room = Files.createDirectories(sources.resolve("a/b"));
    Files.createFile(room.resolve("package-info.java"));
    for (int i = 1; i <= MOST; i++) {
      Files.createFile(room.resolve("Type" + i + ".java"));
    }
    assertThat(tooLargeIn(sources)).isEmpty();

    Files.createFile(room.resolve("OneMore.java"));

    assertThat(tooLargeIn(sources)).containsExactly(room + ": 16 files, expected at most 15");
  }

  private static List<String> tooLargeIn(Path sources) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.walk(sources)) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    List<String> tooLarge = new ArrayList<>();
    for (Path folder : folders) {
      long files = filesOf(folder);
      if (files > MOST) {
        tooLarge.add("%s: %d files, expected at most %d".formatted(folder, files, MOST));
      }
    }
    return tooLarge;
  }

  private static long filesOf(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
          .count();
    }
  }
}
