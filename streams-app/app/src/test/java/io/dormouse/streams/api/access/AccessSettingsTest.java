package io.dormouse.streams.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.streams.api.ApiSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings with which the API does not start. */
final class AccessSettingsTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "dormouse.example.org", "::", "127.0.0.1.nip.io"})
  void shouldNotStartWithoutAccessControlInANetwork(String host) {
    assertThatThrownBy(() ->
            Settings.load(
                ApiSettings.class, List.of("--api.access=off", "--api.host=" + host), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("The setting api.access has the value 'off'")
        .hasMessageContaining("api.access=required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.1.2.3"})
  void shouldStartWithoutAccessControlOnALoopbackAddress(String host) {
    assertThat(
            Settings.load(
                    ApiSettings.class, List.of("--api.access=off", "--api.host=" + host), Map.of())
                .access()
                .mode())
        .isEqualTo(AccessSettings.Mode.OFF);
  }

  @Test
  void shouldSayWhatIsWrongWithTheFileOfTheFirstKey(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("admin.key");
    Files.writeString(file, "password");

    assertThatThrownBy(() -> ApiKeys.read(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("api.admin.key.file")
        .hasMessageNotContaining("password");
    assertThatThrownBy(() -> ApiKeys.read(folder.resolve("none")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("api.admin.key.file");
  }
}
