package io.dormouse.agents.host.kit.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks where a secret could have come to. */
public final class Canary {

  private Canary() {}

  /** All files below the folder that have it in them. */
  public static List<Path> filesWith(String canary, Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> text(path).contains(canary))
          .toList();
    }
  }

  /** What all processes of this machine were called with. */
  public static List<String> commandLines() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().matches("\\d+"))
          .map(path -> text(path.resolve("cmdline")))
          .toList();
    }
  }

  /** Nothing for what ended meanwhile. */
  private static String text(Path path) {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
