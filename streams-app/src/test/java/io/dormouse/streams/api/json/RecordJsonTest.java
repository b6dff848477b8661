package io.dormouse.streams.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.schemas.instance.CauseKind;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordJsonTest {

  record Inner(CauseKind kind, @Nullable Integer code) {}

  record Outer(
      InstanceId id,
      ReplicaId replica,
      Instant at,
      Duration whole,
      Duration fine,
      List<Inner> inner,
      Map<String, String> map,
      boolean flag,
      long large) {}

  @Test
  void shouldWriteEveryComponentInOrder() {
    InstanceId id = new InstanceId("acme");

    String json =
        RecordJson.of(
                new Outer(
                    id,
                    new ReplicaId(id, 0),
                    Instant.parse("2026-11-22T10:00:00Z"),
                    Duration.ofSeconds(90),
                    Duration.ofNanos(1_500),
                    List.of(new Inner(CauseKind.HOST_LOST, null)),
                    Map.of("b", "2", "a", "1"),
                    true,
                    Long.MAX_VALUE))
            .toString();

    assertThat(json)
        .isEqualTo(
            """
            {"id":"acme","replica":"acme.0","at":"2026-11-22T10:00:00.000000Z","whole":"90s",\
            "fine":"PT0.0000015S","inner":[{"kind":"host-lost","code":null}],\
            "map":{"a":"1","b":"2"},"flag":true,"large":9223372036854775807}\
            """);
  }

  @Test
  void shouldRefuseWhatHasNoRule() {
    assertThatThrownBy(() -> RecordJson.node(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Double");
  }
}
