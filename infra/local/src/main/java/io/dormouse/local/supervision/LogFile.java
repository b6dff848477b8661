package io.dormouse.local.supervision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The output of a program. */
record LogFile(Path path) {

  private static final int WINDOW = 16_384;

  /** The last lines, or the reason why the file cannot be read. */
  String lastLines(int count) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      int from = Math.max(0, bytes.length - WINDOW);
      List<String> lines =
          new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return "(" + path + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
