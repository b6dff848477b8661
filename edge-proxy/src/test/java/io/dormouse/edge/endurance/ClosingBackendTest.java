package io.dormouse.edge.endurance;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** A backend that closes connections at random moments while nothing is asked on them. */
class ClosingBackendTest {

  private static final long SEED = 11;
  private static final int LONGEST_PAUSE_MILLIS = 4;

  private final Random random = new Random(SEED);
  private final Crowd crowdOf = new Crowd(0, 32, Crowd.times(320));
  private final AtomicIntegerArray seen = new AtomicIntegerArray(crowdOf.requests());
  private final Map<HttpConnection, Integer> turns = new ConcurrentHashMap<>();
  private final AtomicInteger closings = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  @Test
  void shouldRepeatWhatMayBeRepeatedAndNothingElse() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest()) {
      edge.plane().runs("acme", edge.backend(request -> serve(edge, request)));

      new Crowd(edge.port(), crowdOf.clients(), crowdOf.requestsOfEach())
          .play((client, number) -> {
            boolean repeatable = number % 4 != 0;
            client.send(
                repeatable
                    ? request("GET /" + number, "acme")
                    : request("POST /" + number, "acme", "Content-Length: 2") + "it");
            RawClient.Answer answer = client.answer();
            int status = answer.status();
            if (repeatable) {
              assertThat(status).as("GET %d: %s", number, answer.text()).isEqualTo(200);
              assertThat(seen.get(number)).as("times that GET %d came", number).isPositive();
            } else if (status == 200) {
              assertThat(seen.get(number)).as("times that POST %d came", number).isEqualTo(1);
            } else {
              lost.incrementAndGet();
              assertThat(status).as("POST %d", number).isEqualTo(502);
              assertThat(seen.get(number)).as("times that POST %d came", number).isLessThan(2);
            }
          });

      assertThat(closings.get()).isGreaterThan(crowdOf.requests() / 50);
      System.out.printf(
          "%d requests, %d closed connections, %d POSTs met one and were answered with 502%n",
          crowdOf.requests(), closings.get(), lost.get());
    }
  }

  private void serve(EdgeUnderTest edge, HttpServerRequest request) {
    HttpConnection connection = request.connection();
    int turn = turns.merge(connection, 1, Integer::sum);
    if (turn == 1) {
      connection.closeHandler(closed -> turns.remove(connection));
    }
    seen.incrementAndGet(Integer.parseInt(request.path().substring(1)));
    request
        .end()
        .onSuccess(all -> {
          request.response().end("done");
          if (pause(10) == 0) {
            edge.vertx()
                .setTimer(1 + pause(LONGEST_PAUSE_MILLIS), due -> closeIfUnused(connection, turn));
          }
        });
  }

  private void closeIfUnused(HttpConnection connection, int turn) {
    if (turns.getOrDefault(connection, 0) == turn) {
      closings.incrementAndGet();
      connection.close();
    }
  }

  private synchronized int pause(int below) {
    return random.nextInt(below);
  }
}
