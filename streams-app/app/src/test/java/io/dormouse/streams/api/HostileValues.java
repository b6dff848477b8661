package io.dormouse.streams.api;

import java.util.List;
import java.util.stream.Stream;

/** JSON values at and beyond the bounds of a member. */
final class HostileValues {

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "2",
          "65535",
          "65536",
          "1000000",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1e308",
          "-1e308",
          "1e309",
          "1e-308",
          "0.5");

  private static final List<String> TIMES =
      List.of(
          "0ms",
          "1ms",
          "999999999ms",
          "0s",
          "1s",
          "2s",
          "86400s",
          "86401s",
          "1d",
          "2d",
          "30d",
          "31d",
          "365d",
          "366d",
          "3650d",
          "3651d",
          "36500d",
          "36501d",
          "200000d",
          "106751d",
          "999999999d",
          "999999999h",
          "1000000000d",
          "-1s",
          "1.5s",
          "PT1S");

  private static final List<String> SIZES =
      List.of("0", "1KiB", "6MiB", "16TiB", "17TiB", "8388607TiB", "999999999999TiB", "-1MiB");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "-1",
          "NaN",
          "Infinity",
          "null",
          "/",
          "/%zz",
          "*.com",
          "http://[::1]:1/",
          "\\u0000",
          "\\ud800",
          "\\ude00\\ud83d",
          "\\ufffe\\uffff",
          "\\u202e\\u200b",
          "\\r\\nX-Evil: 1",
          "<script>",
          "Zoë 眠り鼠 🐭",
          "a".repeat(79) + "🐭🐭",
          "a".repeat(63),
          "a".repeat(255),
          "b".repeat(4_096),
          "b".repeat(4_097),
          "é".repeat(20_000));

  private static final List<String> SHAPES =
      List.of(
          "true",
          "false",
          "null",
          "[]",
          "[null]",
          "[\"1d\", 1]",
          "[\"1d\", \"200000d\"]",
          "[%s]".formatted("\"1d\",".repeat(20) + "\"1d\""),
          "{}",
          "{\"\": \"\"}",
          "{\"\\ud800\": \"\\ud800\"}",
          "{\"a\": 1, \"a\": 2}",
          "{\"A\": \"%s\"}".formatted("v".repeat(5_000)),
          "[".repeat(100) + "]".repeat(100),
          "{\"a\":".repeat(100) + "1" + "}".repeat(100));

  private HostileValues() {}

  static Stream<String> all() {
    Stream<String> texts =
        Stream.of(NUMBERS, TIMES, SIZES, TEXTS).flatMap(List::stream).map("\"%s\""::formatted);
    return Stream.of(NUMBERS.stream(), texts, SHAPES.stream()).flatMap(values -> values);
  }
}
