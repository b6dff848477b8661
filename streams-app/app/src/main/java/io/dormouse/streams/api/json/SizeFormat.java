package io.dormouse.streams.api.json;

import java.util.List;

/** Byte counts in the form of settings. */
public final class SizeFormat {

  private static final List<String> UNITS = List.of("", "KiB", "MiB", "GiB", "TiB");

  private SizeFormat() {}

  /** In the largest unit that leaves a whole number, such as {@code 256MiB}. */
  public static String format(long bytes) {
    int unit = bytes == 0 ? 0 : Math.min(UNITS.size() - 1, Long.numberOfTrailingZeros(bytes) / 10);
    return (bytes >> (10 * unit)) + UNITS.get(unit);
  }
}
