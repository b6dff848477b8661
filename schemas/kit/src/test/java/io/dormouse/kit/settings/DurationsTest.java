package io.dormouse.kit.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "0ms, PT0S",
    "4s, PT4S",
    "90s, PT1M30S",
    "30m, PT30M",
    "12h, PT12H",
    "7d, P7D",
    "' 5 s ', PT5S",
    "36500d, PT876000H",
    "999999999ms, PT277H46M39.999S"
  })
  void shouldParse(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "s",
        "5 seconds",
        "5S",
        "-5s",
        "+5s",
        "1.5s",
        "5s5s",
        "PT5S",
        "1234567890s",
        "٣s",
        "5s\n5s",
        "5us"
      })
  void shouldRefuse(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected a duration like '250ms', '4s', '30m', '12h' or '7d', but got '"
                + text
                + "'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"36501d", "200000d", "999999999d", "999999999h"})
  void shouldRefuseMoreThanSumsInNanosecondsCanHold(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a duration of at most 36500d, but got '" + text + "'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0ms", "25h", "200000d"})
  void shouldRefuseWhatIsOutOfItsBounds(String text) {
    assertThatThrownBy(() -> Durations.parse(text, Duration.ofMillis(1), Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a duration from 1ms to 1d, but got '" + text + "'.");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.0009S, 0s",
    "PT0.25S, 250ms",
    "PT1.5S, 1500ms",
    "PT4S, 4s",
    "PT90S, 90s",
    "PT60S, 1m",
    "PT90M, 90m",
    "PT60M, 1h",
    "PT36H, 36h",
    "PT24H, 1d",
    "P7D, 7d"
  })
  void shouldFormatInTheLargestUnitThatLeavesAWholeNumber(Duration duration, String expected) {
    assertThat(Durations.format(duration)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1ms", "999ms", "1s", "59s", "61s", "1m", "59m", "1h", "25h", "1d"})
  void shouldParseWhatItFormats(String text) {
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
  }
}
