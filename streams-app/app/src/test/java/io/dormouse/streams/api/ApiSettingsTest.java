package io.dormouse.streams.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.settings.ByteSize;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.domain.DomainName;
import io.dormouse.streams.api.access.AccessSettings;
import io.dormouse.streams.api.access.rate.RateSettings;
import io.dormouse.streams.api.access.token.OidcSettings;
import io.dormouse.streams.api.http.batch.BatchLimits;
import io.dormouse.streams.api.http.server.ConnectionLimits;
import io.dormouse.streams.api.http.server.HostNames;
import io.dormouse.streams.api.owner.OwnersSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiSettingsTest {

  @Test
  void shouldHaveDefaults() {
    assertThat(Settings.load(ApiSettings.class, List.of(), Map.of()))
        .isEqualTo(
            new ApiSettings(
                "127.0.0.1",
                7070,
                new ByteSize(65_536),
                Duration.ofSeconds(2),
                new DomainName("localhost"),
                1000,
                new HostNames(""),
                256,
                new ConnectionLimits(
                    2000, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60)),
                new BatchLimits(4, 256, Duration.ofHours(1)),
                OwnersSettings.NOWHERE,
                new AccessSettings(
                    AccessSettings.Mode.REQUIRED,
                    Path.of(""),
                    OidcSettings.NONE,
                    new RateSettings(500, 1_000, 30))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--api.port=65536",
        "--api.port=many",
        "--api.body.limit=0",
        "--api.body.limit=1GiB",
        "--api.decision.timeout=0s",
        "--base.domain=Not_A_Domain",
        "--api.streams=-1",
        "--api.decision.timeout=2h",
        "--api.hosts=console.example.org,no_host",
        "--api.connections=0",
        "--api.head.timeout=0s",
        "--api.body.timeout=2h",
        "--api.keepalive.timeout=0s",
        "--api.commands=0",
        "--api.batches=-1",
        "--api.batch.lines=0",
        "--api.batch.timeout=25h",
        "--owners.database.url=jdbc:h2:mem:owners"
      })
  void shouldNameTheSettingThatIsWrong(String flag) {
    String key = flag.substring(2, flag.indexOf('='));

    assertThatThrownBy(() -> Settings.load(ApiSettings.class, List.of(flag), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("The setting " + key);
  }

  @Test
  void shouldNotShowThePassword() {
    assertThat(
            Settings.load(ApiSettings.class, List.of("--owners.database.password=hush"), Map.of())
                .toString())
        .contains("owners=")
        .doesNotContain("hush");
  }
}
