package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAgentSettingsTest {

  @Test
  void shouldHaveTheTableOfTheDocument() throws IOException {
    assertThat(Files.readString(Path.of("SETTINGS.md")))
        .contains(Settings.table(HostAgentSettings.class));
  }

  @Test
  void shouldTakeWhatTheMachineHasWhereNothingIsSaid() {
    HostAgentSettings settings = load();

    assertThat(settings.mostStartsInFlight()).isEqualTo(2 * settings.cores());
    assertThat(settings.memoryBudgetBytes()).isGreaterThan(100L << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--starts.in.flight=-1",
        "--stopped.kept=-1",
        "--stopped.kept.for=a-while",
        "--resync.interval=0s",
        "--report.interval=0s",
        "--admin.port=65536",
        "--driver=podman",
        "--memory.budget=lots",
        "--host.id=Host",
        "--docker.host=/var/run/docker.sock",
        "--docker.network=",
        "--replica.address=",
        "--credentials.keyset.kms.key=alias/agents"
      })
  void shouldNameTheKeyOfABadSetting(String flag) {
    String key = flag.substring(2, flag.indexOf('='));

    assertThatThrownBy(() -> load(flag))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("Expected");
  }

  private static HostAgentSettings load(String... flags) {
    return Settings.load(HostAgentSettings.class, List.of(flags), Map.of());
  }
}
