package io.dormouse.kit.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksTest {

  @Test
  void shouldNameTheKeyTheValueAndWhatWasExpected() {
    assertThatThrownBy(() -> Checks.check(false, "stopped.kept", -1, "0 or more"))
        .isInstanceOf(SettingsException.class)
        .hasMessage("The setting stopped.kept has the value '-1'. Expected 0 or more.");
  }

  @Test
  void shouldShowDurationsAsAUserWritesThem() {
    assertThatThrownBy(() -> Checks.check(false, "stop.grace", Duration.ofMinutes(90), "1ms to 1h"))
        .hasMessage("The setting stop.grace has the value '90m'. Expected 1ms to 1h.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65535})
  void shouldTakePorts(int port) {
    assertThatCode(() -> Checks.checkPort("admin.port", port)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void shouldRefuseWhatIsNoPort(int port) {
    assertThatThrownBy(() -> Checks.checkPort("admin.port", port))
        .hasMessage(
            "The setting admin.port has the value '%d'. Expected 0 to 65535.".formatted(port));
  }

  @Test
  void shouldRefuseZeroWhereOneIsTheLeast() {
    assertThatThrownBy(() -> Checks.checkAtLeastOne("concurrency", 0))
        .hasMessage("The setting concurrency has the value '0'. Expected 1 or more.");
    assertThatCode(() -> Checks.checkAtLeastOne("concurrency", 1)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 33})
  void shouldRefuseNumbersOutsideTheRange(int bits) {
    assertThatThrownBy(() -> Checks.checkWithin("prefix", bits, 1, 32))
        .hasMessage("The setting prefix has the value '%d'. Expected 1 to 32.".formatted(bits));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void shouldTakeNumbersOfTheRange(int bits) {
    assertThatCode(() -> Checks.checkWithin("prefix", bits, 1, 32)).doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseTimesThatAreTooShort() {
    Duration least = Duration.ofSeconds(1);

    assertThatThrownBy(() -> Checks.checkAtLeast("timeout", Duration.ofMillis(999), least))
        .hasMessage("The setting timeout has the value '999 ms'. Expected 1000 ms or more.");
    assertThatCode(() -> Checks.checkAtLeast("timeout", least, least)).doesNotThrowAnyException();
  }
}
