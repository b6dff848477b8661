package io.dormouse.agents.host.kit.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for a secret in the places that it could have leaked to. */
public final class Canary {

  private Canary() {}

  /** All files below the folder that contain the secret. */
  public static List<Path> filesWith(String canary, Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> text(path).contains(canary))
          .toList();
    }
  }

  /** The command lines of all processes of this machine. */
  public static List<String> commandLines() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().matches("\\d+"))
          .map(path -> text(path.resolve("cmdline")))
          .toList();
    }
  }

  /** The file's text; empty if its process has ended. */
  private static String text(Path path) {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
