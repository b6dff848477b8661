package io.dormouse.streams.api.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import io.dormouse.streams.api.http.batch.BatchLimits;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.history.FeedPosition;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cursors of logs with many partitions, over sockets. */
final class LongHeadersTest {

  private static final Duration LATER = Duration.ofMinutes(1);
  private static final int PARTITIONS = 64 + 64;
  private static final String CURSOR =
      new FeedPosition(7, Collections.nCopies(PARTITIONS, Long.MAX_VALUE)).toString();

  private final ApiServer front =
      new ApiServer(
          new Router(
              List.of(Route.get(Permission.NONE, "/cursor", LongHeadersTest::partitions, "after"))),
          new AllowedHosts("127.0.0.1", new HostNames("")),
          new ServerLimits(
              new ConnectionLimits(10, LATER, LATER, LATER),
              1,
              1,
              new BatchLimits(1, 1, Duration.ofHours(1))));

  private static Response partitions(Request request) {
    FeedPosition position =
        request
            .header("Last-Event-ID", FeedPosition::parse)
            .or(() -> request.query("after", FeedPosition::parse))
            .orElseThrow();
    return Response.ok(Json.object().put("partitions", position.offsets().size()));
  }

  @BeforeEach
  void listen() {
    front.listen("127.0.0.1", 0);
  }

  @AfterEach
  void end() {
    front.close();
  }

  @Test
  void shouldTakeTheLongestCursorOfManyPartitions() {
    assertThat(answer("/cursor", "Last-Event-ID: " + CURSOR + "\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"partitions\":" + PARTITIONS);
    assertThat(answer("/cursor?after=" + CURSOR, ""))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"partitions\":" + PARTITIONS);
  }

  @Test
  void shouldRefuseAHeaderThatIsLonger() {
    assertThat(answer("/cursor", "Last-Event-ID: " + "A".repeat(4_097) + "\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("1 to 4096 visible ASCII characters");
  }

  private String answer(String target, String header) {
    try (RawClient client = new RawClient(front.port())) {
      return client
          .say(
              "GET %s HTTP/1.1\r\nHost: localhost\r\n%sConnection: close\r\n\r\n"
                  .formatted(target, header))
          .hearAll();
    }
  }
}
