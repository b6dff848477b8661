package io.dormouse.streams.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.settings.ByteSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SizeFormatTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1023, 1023",
    "1024, 1KiB",
    "1536, 1536",
    "268435456, 256MiB",
    "1610612736, 1536MiB",
    "1099511627776, 1TiB",
    "1125899906842624, 1024TiB"
  })
  void shouldWriteTheLargestUnitThatIsExact(long bytes, String text) {
    assertThat(SizeFormat.format(bytes)).isEqualTo(text);
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }
}
