package io.dormouse.kit.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "1KiB, 1024",
    "512MiB, 536870912",
    "12GiB, 12884901888",
    "' 2 TiB ', 2199023255552"
  })
  void shouldParse(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MiB",
        "-1",
        "1.5GiB",
        "1MB",
        "1mib",
        "1 M iB",
        "1234567890123",
        "999999999999TiB",
        "٣MiB"
      })
  void shouldRefuse(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a size like '512MiB', but got '" + text + "'.");
  }
}
