package io.dormouse.edge.forward.pool;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.forward.NamedBackend;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepAliveTest {

  private final EdgeUnderTest edge = new EdgeUnderTest("--event.loops=1");
  private NamedBackend backend;

  @BeforeEach
  void start() throws Exception {
    backend = new NamedBackend("a");
    edge.plane().runs("acme", backend.port());
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    edge.close();
  }

  @Test
  void shouldStayBelowTheTimeAfterWhichTheBackendClosedAConnection() throws Exception {
    backend.behaves(request -> {
      request.socket().setSoTimeout(300);
      return NamedBackend.sayName(request);
    });
    try (RawClient client = edge.connect()) {
      post(client);
      long since = System.nanoTime();
      Eventually.until("the backend closes it", () -> backend.open() == 0);
      long kept = millisSince(since) + 100;
      backend.behaves(NamedBackend::sayName);
      assertThat(connectionsFor(client, 0)).isEqualTo(1);
      assertThat(connectionsFor(client, 0)).isZero();
      assertThat(connectionsFor(client, kept)).isEqualTo(1);
    }
    assertThat(backend.open()).as("the unused one is left to the backend").isEqualTo(2);
  }

  @Test
  void shouldStayBelowTheTimeAfterWhichARequestMetTheEndOfItsConnection() throws Exception {
    try (RawClient client = edge.connect()) {
      assertThat(connectionsFor(client, 0)).isEqualTo(1);
      backend.behaves(met -> {
        backend.behaves(NamedBackend::sayName);
        return false;
      });
      long since = System.nanoTime();
      waitFor(300);
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
      long kept = millisSince(since);

      assertThat(connectionsFor(client, 0)).isEqualTo(1);
      assertThat(connectionsFor(client, 0)).isZero();
      assertThat(connectionsFor(client, kept)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"timeout=1", "max=9, timeout=1", "Timeout = 1, max=9"})
  void shouldStayBelowTheTimeThatTheBackendTells(String told) throws Exception {
    tells(told);
    try (RawClient client = edge.connect()) {
      assertThat(connectionsFor(client, 0)).isEqualTo(1);
      assertThat(connectionsFor(client, 0)).isZero();
      assertThat(connectionsFor(client, 900)).isEqualTo(1);
    }
  }

  @Test
  void shouldNotUseAConnectionAgainThatTheBackendDoesNotKeep() throws Exception {
    tells("timeout=0");
    try (RawClient client = edge.connect()) {
      assertThat(connectionsFor(client, 0)).isEqualTo(1);
      assertThat(connectionsFor(client, 0)).isEqualTo(1);
    }
  }

  @Test
  void shouldMakeRoomByClosingAConnectionThatIsTooOld() throws Exception {
    tells("timeout=0");
    try (EdgeUnderTest small = new EdgeUnderTest("--event.loops=1", "--backend.connections=1");
        RawClient client = small.connect()) {
      small.plane().runs("acme", backend.port());
      for (int i = 0; i < 3; i++) {
        post(client);
      }
    }
    assertThat(backend.connections()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1000, 875", "100, 80", "20, 0", "5, never", "60000, 59000"})
  void shouldLeaveAMargin(long endedMillis, String longestMillis) {
    KeepAlive keepAlive = new KeepAlive();
    keepAlive.ended(nanos(endedMillis));

    assertThat(keepAlive.longest())
        .isEqualTo(
            longestMillis.equals("never") ? Long.MAX_VALUE : nanos(Long.parseLong(longestMillis)));
  }

  @Test
  void shouldGoByTheShortestOfTheLastTimes() {
    KeepAlive keepAlive = new KeepAlive();
    keepAlive.ended(nanos(1_000));
    keepAlive.ended(nanos(800));
    keepAlive.ended(nanos(2_000));

    assertThat(keepAlive.longest()).isEqualTo(nanos(700));
  }

  @Test
  void shouldBelieveInMorePatienceAfterAWhile() {
    KeepAlive keepAlive = new KeepAlive();
    keepAlive.ended(nanos(800));
    assertThat(keepAlive.isExceededBy(nanos(1_500))).isFalse();
    for (int i = 0; i < 8; i++) {
      assertThat(keepAlive.isExceededBy(nanos(1_700))).isTrue();
      keepAlive.exceeded(nanos(1_600));
    }

    assertThat(keepAlive.longest()).isEqualTo(nanos(1_400));
  }

  private void tells(String keepAlive) {
    backend.behaves(request -> {
      request.write(
          "HTTP/1.1 200 OK\r\nKeep-Alive: " + keepAlive + "\r\nContent-Length: 0\r\n\r\n");
      return true;
    });
  }

  /** The number of new connections at the backend for a request that long after the last one. */
  private int connectionsFor(RawClient client, long millis) throws IOException {
    int before = backend.connections();
    waitFor(millis);
    post(client);
    return backend.connections() - before;
  }

  private static void post(RawClient client) throws IOException {
    assertThat(client.send(request("POST /", "acme")).answer().status()).isEqualTo(200);
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private static void waitFor(long millis) {
    long until = System.nanoTime() + nanos(millis);
    Eventually.until("it is unused for that long", () -> System.nanoTime() - until >= 0);
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
