package io.dormouse.language.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Bytes as one released schema wrote them: a line {@code branch hex} for each sample. */
record GoldenFile(Path path) {

  private static final Path DIRECTORY = Path.of("src/test/resources/golden");

  static GoldenFile of(int id, String contract) {
    return new GoldenFile(DIRECTORY.resolve("%d-%s.hex".formatted(id, contract)));
  }

  boolean exists() {
    return Files.exists(path);
  }

  Map<String, byte[]> read() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(path)) {
        String[] branchAndHex = line.split(" ");
        samples.put(branchAndHex[0], HexFormat.of().parseHex(branchAndHex[1]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  /** Writes the file once; one that is there stays as it is. */
  void writeIfMissing(Map<String, byte[]> samples) {
    if (exists()) {
      return;
    }
    String lines =
        samples.entrySet().stream()
            .map(sample -> sample.getKey() + " " + HexFormat.of().formatHex(sample.getValue()))
            .collect(Collectors.joining("\n", "", "\n"));
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(path, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
