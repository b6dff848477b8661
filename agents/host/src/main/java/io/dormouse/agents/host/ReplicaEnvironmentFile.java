package io.dormouse.agents.host;

import io.dormouse.kit.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads the variables that every replica of this host is given. */
final class ReplicaEnvironmentFile {

  private ReplicaEnvironmentFile() {}

  /**
   * Reads lines {@code KEY=VALUE}; blank lines and those that begin with {@code #} are skipped.
   *
   * @param path the empty path is no file
   * @throws SettingsException if the file cannot be read, or a line is not of that form; values are
   *     never in the message
   */
  static Map<String, String> read(Path path) {
    Map<String, String> variables = new TreeMap<>();
    if (path.toString().isEmpty()) {
      return variables;
    }
    try {
      int number = 0;
      for (String line : Files.readAllLines(path)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          int equals = line.indexOf('=');
          if (equals < 1 || !line.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
            throw new SettingsException(
                "Expected lines like 'KEY=VALUE' in the replica.environment.file %s, but line %d is not."
                    .formatted(path, number));
          }
          variables.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (IOException e) {
      throw new SettingsException(
          "The setting replica.environment.file has the value '%s'. Expected a readable file: %s."
              .formatted(path, e),
          e);
    }
    return variables;
  }
}
