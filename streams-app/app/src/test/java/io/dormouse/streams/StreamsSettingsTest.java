package io.dormouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsSettingsTest {

  @Test
  void shouldBeTheTableOfTheDocument() throws Exception {
    assertThat(Files.readString(Path.of("SETTINGS.md")))
        .as("replace the table in SETTINGS.md by this one")
        .contains(Settings.table(StreamsSettings.class));
  }

  @ParameterizedTest
  @CsvSource({
    "commit.interval, 0s",
    "threads, 0",
    "owner.quota, -1",
    "api.streams, -1",
    "owners.database.url, jdbc:h2:mem:owners",
    "topics.partitions, 0",
    "api.port, 70000",
    "base.domain, Not A Name",
    "api.decision.timeout, soon",
  })
  void shouldNameTheSettingThatIsWrong(String key, String value) {
    assertThatThrownBy(
            () -> Settings.load(StreamsSettings.class, List.of("--" + key + "=" + value), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("xpected");
  }
}
