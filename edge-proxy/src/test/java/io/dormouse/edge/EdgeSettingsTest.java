package io.dormouse.edge;

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
import org.junit.jupiter.params.provider.ValueSource;

class EdgeSettingsTest {

  @Test
  void shouldBeTheTableInTheDocs() throws Exception {
    assertThat(Files.readString(Path.of("docs/SETTINGS.md")))
        .as("replace the table in docs/SETTINGS.md by this one")
        .contains(Settings.table(EdgeSettings.class));
  }

  @Test
  void shouldBeValidByDefault() {
    EdgeSettings settings = Settings.load(EdgeSettings.class, List.of(), Map.of());

    assertThat(settings.listening().port()).isEqualTo(8080);
    assertThat(settings.waiting().perInstance()).isEqualTo(100);
    assertThat(settings.backends().privateTargets()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--edge.id=",
        "--listen.port=70000",
        "--hold.total=0",
        "--hold.timeout=0s",
        "--idle.timeout=60s",
        "--wake.resend=soon",
        "--head.max=1",
        "--trusted.proxies=10.0.0.0/33",
        "--trusted.proxies=proxy.example.org",
        "--trusted.proxies=10.0.0.1,",
        "--proxy.protocol=maybe",
        "--original.url.header=not a token",
        "--original.url.header=Transfer-Encoding",
        "--original.url.header=X-Forwarded-Host",
        "--original.url.header=content_length",
        "--backend.connections=0",
        "--connections.max=0",
        "--rate.window=10ms",
        "--drain.timeout=0s",
        "--access.log="
      })
  void shouldNameTheSettingThatIsWrong(String flag) {
    assertThatThrownBy(() -> Settings.load(EdgeSettings.class, List.of(flag), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(flag.substring(2, flag.indexOf('=')));
  }
}
