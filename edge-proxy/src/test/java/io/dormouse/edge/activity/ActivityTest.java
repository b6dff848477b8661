package io.dormouse.edge.activity;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.activity.ActivityReport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActivityTest {

  private final EdgeUnderTest edge = new EdgeUnderTest("--activity.interval=100ms");

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldCountRequestsAndTheBytesOfTheirBodies() throws Exception {
    edge.plane()
        .runs(
            "acme",
            edge.backend(
                served -> served.body().onSuccess(body -> served.response().end("12345678"))));
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send(request("POST /", "acme", "Content-Length: 5") + "hello").answer();
      }
    }

    Eventually.until("three requests are reported", () -> sum(ActivityReport::requests) == 3);
    assertThat(sum(ActivityReport::bytesIn)).isEqualTo(15);
    assertThat(sum(ActivityReport::bytesOut)).isEqualTo(24);
    Eventually.until("nothing is open", () -> last().openConnections() == 0);
  }

  @Test
  void shouldCountARequestInFlightAsOpen() throws Exception {
    edge.plane().runs("acme", edge.backend(served -> {}));
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      Eventually.until("three reports", () -> edge.plane().reports().size() >= 3);
      assertThat(edge.plane().reports()).allMatch(report -> report.openConnections() == 1);
    }
    Eventually.until("nothing is open", () -> last().openConnections() == 0);
  }

  private ActivityReport last() {
    return edge.plane().reports().get(edge.plane().reports().size() - 1);
  }

  private long sum(ToLongFunction<ActivityReport> what) {
    return edge.plane().reports().stream().mapToLong(what).sum();
  }
}
