package io.dormouse.agents.provisioner.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/**
 * Names of objects in one archive, made from keys that a tenant chooses. No name leads out of the
 * folder that the archive is unpacked in, and every key has a name of its own.
 *
 * <p>Characters that file systems do not take are escaped as in addresses, with three additions. A
 * part {@code %} is empty. A part that ends in {@code %-} goes on in the next one, since file names
 * are limited to 255 bytes. The slash after the name of another object is {@code %2F}, since a file
 * is no folder.
 *
 * <p>Keys must be given in their order.
 */
final class EntryNames {

  private static final int LONGEST_PART = 240;

  /** Keys that the newest one begins with; they come before it in the order of keys. */
  private final Deque<String> beginnings = new ArrayDeque<>();

  String of(String key) {
    while (!beginnings.isEmpty() && !key.startsWith(beginnings.getFirst())) {
      beginnings.pop();
    }
    StringBuilder name = new StringBuilder("objects/");
    StringBuilder part = new StringBuilder();
    for (int at = 0; at < key.length(); at++) {
      if (key.charAt(at) == '/') {
        if (isObject(key.substring(0, at))) {
          part.append("%2F");
        } else {
          name.append(whole(part)).append('/');
          part.setLength(0);
        }
      } else {
        part.append(harmless(key.charAt(at)));
      }
    }
    beginnings.push(key);
    return name.append(whole(part)).toString();
  }

  private boolean isObject(String beginning) {
    return beginnings.contains(beginning);
  }

  private static String harmless(char one) {
    return one < 0x20 || one == 0x7f || one == '%' || one == '\\'
        ? "%%%02X".formatted((int) one)
        : String.valueOf(one);
  }

  private static String whole(CharSequence part) {
    return switch (part.toString()) {
      case "" -> "%";
      case "." -> "%2E";
      case ".." -> "%2E%2E";
      case String fits when bytes(fits) <= LONGEST_PART -> fits;
      case String tooLong -> pieces(tooLong);
    };
  }

  private static String pieces(String part) {
    StringBuilder all = new StringBuilder();
    int bytes = 0;
    String[] characters =
        Stream.of(part.split("(?<=%[0-9A-F]{2})|(?=%[0-9A-F]{2})"))
            .flatMap(one ->
                one.startsWith("%")
                    ? Stream.of(one)
                    : one.codePoints().mapToObj(Character::toString))
            .toArray(String[]::new);
    for (String one : characters) {
      bytes += bytes(one);
      if (bytes > LONGEST_PART) {
        all.append("%-/");
        bytes = bytes(one);
      }
      all.append(one);
    }
    return all.toString();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
