package io.dormouse.edge.client.connection;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A thousand slow clients of each kind at once, beside one that is served all the while. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowClientsTest {

  private static final int ATTACKERS = 1000;
  private static final int VICTIMS = 8;
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(15);
  private static final Buffer CHUNK = Buffer.buffer(new byte[16 << 10]);
  private static final int CHUNKS = 12;

  private static final Duration WINDOW = Duration.ofMillis(250);
  private static final Duration CALM = Duration.ofSeconds(1);

  /**
   * A few turns of other processes on the same core, which may come on top of twice the usual time.
   */
  private static final double MOST_MILLIS_MORE = 15;

  private final EdgeUnderTest edge =
      new EdgeUnderTest(
          "--head.timeout=1500ms",
          "--keepalive.timeout=1500ms",
          "--rate.window=2s",
          "--rate.min=1KiB",
          "--send.buffer=32KiB");
  private final Vertx backends = Vertx.vertx();

  /** The usual values before the next attack. */
  private double before;

  @BeforeAll
  void start() throws Exception {
    int backend = backend(SlowClientsTest::serve);
    edge.plane().runs("acme", backend(request -> request.response().end("hello")));
    for (int i = 0; i < VICTIMS; i++) {
      edge.plane().runs("victim-" + i, backend);
    }
    double warmingUp = Math.min(calm(), calm());
    before = Math.min(warmingUp, calm());
  }

  @AfterAll
  void stop() {
    edge.close();
    Eventually.get(backends.close().toCompletionStage());
  }

  @Test
  void shouldCloseThoseThatSendTheirHeadsSlowly() throws Exception {
    attack(
        ClosedFor.HEAD_TIMEOUT, i -> "GET / HTTP/1.1\r\nHost: " + victim(i) + "\r\nX-Slow: ", "x");
  }

  @Test
  void shouldCloseThoseThatSendTheirBodiesSlowly() throws Exception {
    attack(ClosedFor.SLOW_BODY, i -> request("POST /", victim(i), "Content-Length: 1000000"), "x");
  }

  @Test
  void shouldCloseThoseThatReadSlowly() throws Exception {
    attack(ClosedFor.SLOW_READER, i -> request("GET /large", victim(i)), "x");
  }

  @Test
  void shouldCloseThoseThatAskNothingMore() throws Exception {
    attack(ClosedFor.KEEPALIVE, i -> request("HEAD /", victim(i)), "");
  }

  private void attack(ClosedFor reason, IntFunction<String> begin, String drip) throws Exception {
    String counter =
        "dormouse_edge_client_connections_closed_total{reason=\"" + reason.label() + "\"}";
    double earlier = edge.metric(counter);
    try (Attackers attackers =
        new Attackers(
            edge.port(), ATTACKERS, begin, drip, reason == ClosedFor.SLOW_READER ? 1 : 4096)) {
      long began = System.nanoTime();
      long deadline = began + CLOSED_WITHIN.toNanos();
      double attacked = p99Until(() -> attackers.left() == 0 || System.nanoTime() - deadline > 0);
      double took = (System.nanoTime() - began) / 1e9;
      assertThat(attackers.left()).isZero();
      assertThat(edge.metric(counter) - earlier).isEqualTo(ATTACKERS);
      double after = calm();
      System.out.printf(
          "%d x %s: closed after %.1f s; p99 of another client %.2f ms, %.2f before, %.2f after%n",
          ATTACKERS, reason.label(), took, attacked, before, after);
      assertThat(attacked).isLessThan(2 * Math.max(before, after) + MOST_MILLIS_MORE);
      before = after;
    }
    Eventually.until(
        "no connection is left", () -> edge.metric("dormouse_edge_client_connections") == 0);
  }

  /**
   * The 99th percentile, in milliseconds, of requests sent one after the other until the end. It is
   * the median over short windows, since much else may run on the machine in one of them.
   */
  private double p99Until(BooleanSupplier end) throws IOException {
    List<Double> windows = new ArrayList<>();
    try (RawClient client = edge.connect()) {
      while (windows.isEmpty() || !end.getAsBoolean()) {
        windows.add(p99(client));
      }
    }
    Collections.sort(windows);
    return windows.get(windows.size() / 2);
  }

  private static double p99(RawClient client) throws IOException {
    List<Long> nanos = new ArrayList<>();
    long until = System.nanoTime() + WINDOW.toNanos();
    while (System.nanoTime() - until < 0) {
      long began = System.nanoTime();
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
      nanos.add(System.nanoTime() - began);
    }
    Collections.sort(nanos);
    return nanos.get(nanos.size() * 99 / 100) / 1e6;
  }

  private double calm() throws IOException {
    long until = System.nanoTime() + CALM.toNanos();
    return p99Until(() -> System.nanoTime() - until > 0);
  }

  private int backend(Handler<HttpServerRequest> handler) {
    return Eventually.get(
            backends
                .createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage())
        .actualPort();
  }

  private static void serve(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.path().equals("/large")) {
      response.exceptionHandler(gone -> {});
      pour(response.setChunked(true), CHUNKS);
    } else {
      request.endHandler(all -> response.end());
    }
  }

  private static void pour(HttpServerResponse to, int chunks) {
    int left = chunks;
    while (left > 0 && !to.closed() && !to.writeQueueFull()) {
      to.write(CHUNK);
      left--;
    }
    if (left == 0) {
      to.end();
    } else if (!to.closed()) {
      int rest = left;
      to.drainHandler(room -> pour(to, rest));
    }
  }

  private static String victim(int attacker) {
    return "victim-" + attacker % VICTIMS;
  }
}
