package io.dormouse.streams.api;

import static io.dormouse.streams.api.fixture.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times at and beyond the bounds of all types, at every endpoint with a time. */
@ExtendWith(InSurroundings.class)
final class HostileTimesTest {

  private static final List<String> TIMES =
      List.of(
          "",
          " ",
          "noon",
          "0",
          "1769860800000",
          "9223372036854775807",
          "2026-01-31",
          "2026-01-31T12:00:00",
          "2026-02-30T12:00:00Z",
          "2026-01-31T12:00:00 01:00",
          "2026-01-31T25:00:00Z",
          "-0001-12-31T23:59:59.999999999Z",
          "-1000000000-01-01T00:00:00Z",
          "-292275055-05-16T16:47:04.191Z",
          "+10000-01-01T00:00:00Z",
          "+292278994-08-17T07:12:55.808Z",
          "+1000000000-12-31T23:59:59.999999999Z",
          "9999-12-31T24:00:00Z",
          "9999-12-31T23:59:59-01:00",
          "9".repeat(2_000));

  private final Surroundings it;
  private final ApiClient client;

  HostileTimesTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  static Stream<String> endpoints() {
    return Stream.of(
        "/v1/instances?at=",
        "/v1/instances?status=asleep&at=",
        "/v1/instances/timed?at=",
        "/v1/instances/timed/why?at=",
        "/v1/instances/timed/history?since=",
        "/v1/instances/timed/history?until=",
        "/v1/events?since=",
        "/v1/events?until=",
        "/v1/events?order=desc&since=",
        "/v1/events?order=desc&until=");
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void shouldSayWhatIsExpectedOfATime(String endpoint) {
    it.ensureInstance("timed");
    String accepted = endpoint.contains("desc") ? "application/x-ndjson" : "text/event-stream";

    assertThat(TIMES)
        .allSatisfy(time -> {
          String query = endpoint + URLEncoder.encode(time, StandardCharsets.UTF_8);
          assertProblem(
              client.get(query), 400, "invalid-request", "Expected a time such as 2026-01-31");
          assertProblem(
              client.get(query, "Accept", accepted),
              400,
              "invalid-request",
              "Expected a time such as 2026-01-31");
        });
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void shouldTakeTheFirstAndTheLastTime(String endpoint) {
    it.ensureInstance("timed");

    assertThat(
            Stream.of("0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z")
                .map(time -> client.get(endpoint + time).status()))
        .isSubsetOf(200, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-31T12:00:00%2B01:00", "2026-01-31T11:00:00Z"})
  void shouldTakeAnOffset(String time) {
    assertThat(client.get("/v1/instances?limit=1&at=" + time).status()).isEqualTo(200);
  }
}
