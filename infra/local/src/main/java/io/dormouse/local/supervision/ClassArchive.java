package io.dormouse.local.supervision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The file in which a Java program keeps its loaded classes from one start to the next. The JVM
 * makes it if there is none, but neither uses nor replaces one of other jars. Therefore its name
 * has a fingerprint of the jars.
 *
 * @param jar the program's jar, with its libraries in {@code lib} beside it
 */
record ClassArchive(Path directory, String name, Path jar) {

  private static final String END = ".jsa";

  /** The file for the present jars; files for older ones are deleted. */
  Path current() {
    try {
      Files.createDirectories(directory);
      Path current = directory.resolve(name + "-" + fingerprint() + END);
      List<Path> others;
      try (Stream<Path> files = Files.list(directory)) {
        others = files.filter(this::isOfThisProgram).filter(file -> !file.equals(current)).toList();
      }
      for (Path other : others) {
        Files.deleteIfExists(other);
      }
      return current;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isOfThisProgram(Path file) {
    return file.getFileName().toString().matches(name + "-[0-9a-f]+\\" + END);
  }

  private String fingerprint() throws IOException {
    CRC32 sum = new CRC32();
    sum.update(Runtime.version().toString().getBytes(UTF_8));
    for (Path file : jars()) {
      String state =
          file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
      sum.update(state.getBytes(UTF_8));
    }
    return Long.toHexString(sum.getValue());
  }

  private List<Path> jars() throws IOException {
    Path libraries = jar.resolveSibling("lib");
    if (!Files.isDirectory(libraries)) {
      return List.of(jar);
    }
    try (Stream<Path> files = Files.list(libraries)) {
      return Stream.concat(Stream.of(jar), files.sorted()).toList();
    }
  }
}
