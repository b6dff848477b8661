package io.dormouse.language.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCommandKeyTest {

  @Test
  void shouldParseWhatItWrites() {
    HostCommandKey key =
        new HostCommandKey(new HostId("rack.host_1"), new ReplicaId(new InstanceId("acme"), 3));
    assertThat(key).hasToString("rack.host_1/acme.3");
    assertThat(HostCommandKey.parse("rack.host_1/acme.3")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "host-1",
        "host-1/",
        "/acme.0",
        "host-1/acme",
        "host-1/acme.x",
        "host-1/acme.0/b",
        "a/b/acme.0",
        "Host-1/acme.0",
        "host-1 /acme.0",
        "host-1/acme.00",
        "../acme.0"
      })
  void shouldRefuseWhatIsNoKey(String text) {
    assertThatThrownBy(() -> HostCommandKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected a");
  }
}
