package io.dormouse.streams.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordJsonTest {

  record InnerRecord(CauseKind kind, @Nullable Integer code) {}

  record OuterRecord(
      InstanceId id,
      ReplicaId replica,
      Instant at,
      Duration whole,
      Duration fine,
      List<InnerRecord> inner,
      Map<String, String> map,
      boolean flag,
      long large) {}

  @Test
  void shouldWriteEveryComponentInOrder() {
    InstanceId id = new InstanceId("acme");

    String json =
        RecordJson.of(
                new OuterRecord(
                    id,
                    new ReplicaId(id, 0),
                    Instant.parse("2026-11-22T10:00:00Z"),
                    Duration.ofSeconds(90),
                    Duration.ofNanos(1_500),
                    List.of(new InnerRecord(CauseKind.HOST_LOST, null)),
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
  void shouldWriteEveryTimeHoweverLarge() {
    assertThat(
            Stream.of(
                    Duration.ofDays(200_000),
                    Duration.ofDays(36_500),
                    Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                    Duration.ofSeconds(Long.MIN_VALUE),
                    Duration.ofSeconds(-1),
                    Instant.MIN,
                    Instant.MAX,
                    Instant.parse("+10000-01-01T00:00:00Z"),
                    Instant.ofEpochSecond(-1))
                .map(value -> RecordJson.node(value).asText()))
        .containsExactly(
            "PT4800000H",
            "36500d",
            "PT2562047788015215H30M7.999999999S",
            "PT-2562047788015215H-30M-8S",
            "PT-1S",
            "-1000000000-01-01T00:00:00.000000Z",
            "+1000000000-12-31T23:59:59.999999Z",
            "+10000-01-01T00:00:00.000000Z",
            "1969-12-31T23:59:59.000000Z");
  }

  @Test
  void shouldRefuseWhatHasNoRule() {
    assertThatThrownBy(() -> RecordJson.node(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Double");
  }
}
