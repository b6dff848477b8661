package io.dormouse.agents.provisioner.export;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Names of objects in an archive. A tenant chooses its keys; none may lead out of the folder that
 * the archive is unpacked in, so the parts of a key that would are escaped as in addresses.
 */
final class EntryNames {

  private EntryNames() {}

  static String of(String key) {
    return Arrays.stream(key.replace("%", "%25").split("/", -1))
        .map(EntryNames::harmless)
        .collect(Collectors.joining("/", "objects/", ""));
  }

  private static String harmless(String part) {
    return switch (part) {
      case "" -> "%";
      case "." -> "%2E";
      case ".." -> "%2E%2E";
      default -> part.replace("\\", "%5C").replace("\0", "%00");
    };
  }
}
