package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.FullListener;
import io.dormouse.edge.RawClient;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceStatus;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An instance that ended although its view says that it runs, and is started again. */
class RestartTest {

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void shouldHoldThroughACrashAndARestartAtOnce() throws Exception {
    EdgeUnderTest edge = edge("--hold.unreachable=10s");
    edge.plane().runs("acme", nobodyListens());
    RawClient first = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().failed("acme", "It ended with exit code 137.", Instant.EPOCH);
    RawClient second = connect(edge).send(request("POST /", "acme"));
    held(edge, 2);
    edge.plane().is("acme", InstanceStatus.QUEUED);
    edge.plane().is("acme", InstanceStatus.STARTING);
    edge.plane().runs("acme", edge.backend(served -> served.response().end("again")));

    for (RawClient client : List.of(first, second)) {
      RawClient.RawAnswer answer = client.answer();
      assertThat(answer.text()).isEqualTo("again");
      assertThat(answer.header("Dormouse-Instance-Status")).isEqualTo("woken");
    }
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  void shouldHoldWhatWaitsThroughAFailureThatIsFollowedByAStart() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);
    edge.plane().is("acme", InstanceStatus.STARTING);

    edge.plane().failed("acme", "It ended.", Instant.EPOCH);
    edge.plane().is("acme", InstanceStatus.STARTING);
    edge.plane().runs("acme", edge.backend(served -> served.response().end("again")));

    assertThat(client.answer().text()).isEqualTo("again");
  }

  @Test
  void shouldHoldWhenNoReplicaTakesConnections() throws Exception {
    EdgeUnderTest edge = edge("--hold.unreachable=10s");
    edge.plane()
        .runs(
            "acme",
            Serving.DEFAULT,
            new Endpoint(0, 1, "127.0.0.1", nobodyListens()),
            new Endpoint(1, 1, "127.0.0.1", nobodyListens()));
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().runs("acme", edge.backend(served -> served.response().end("again")));

    assertThat(client.answer().text()).isEqualTo("again");
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldHoldWhenConnectionsAreNeitherTakenNorRefused() throws Exception {
    EdgeUnderTest edge = edge("--backend.connect.timeout=200ms");
    edge.plane().runs("acme", full());
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().is("acme", InstanceStatus.ASLEEP);
    Eventually.until("a wake", () -> edge.plane().wakes().size() == 1);
    edge.plane().runs("acme", edge.backend(served -> served.response().end("again")));

    assertThat(client.answer().text()).isEqualTo("again");
  }

  @Test
  void shouldGoElsewhereAtOnceWhenAReplicaLeavesThatIsConnectedTo() throws Exception {
    EdgeUnderTest edge = edge("--backend.connect.timeout=10m");
    List<RawClient> clients = new ArrayList<>();
    edge.plane().runs("acme", full());
    for (String line : List.of("GET /", "POST /", "PUT /")) {
      clients.add(connect(edge).send(request(line, "acme")));
    }
    Eventually.until(
        "three attempts",
        () ->
            edge.plane().reports().stream()
                .anyMatch(report -> report.openConnections() == clients.size()));

    edge.plane().runs("acme", edge.backend(served -> served.response().end("elsewhere")));

    for (RawClient client : clients) {
      assertThat(client.answer().text()).isEqualTo("elsewhere");
    }
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldServeWhoWaitsWhenAConnectionOpensThatWasLeft() throws Exception {
    EdgeUnderTest edge =
        edge(
            "--event.loops=1",
            "--backend.connections=1",
            "--backend.connect.timeout=10m",
            "--backend.waiting.timeout=10m");
    FullListener full = new FullListener();
    open.add(full);
    Endpoint replica = new Endpoint(0, 1, "127.0.0.1", full.port());
    edge.plane().runs("acme", replica);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    Eventually.until(
        "an attempt",
        () -> edge.plane().reports().stream().anyMatch(report -> report.openConnections() == 1));
    edge.plane().is("acme", InstanceStatus.STARTING);
    held(edge, 1);
    edge.plane().runs("acme", replica);
    Eventually.until(
        "a wait for a connection", () -> edge.metric("dormouse_edge_backend_waiting") == 1);

    full.takeAll();

    assertThat(client.answer().text()).isEqualTo("ok");
  }

  @Test
  void shouldGiveUpWhenTheViewDoesNotChange() throws Exception {
    EdgeUnderTest edge = edge("--hold.unreachable=600ms");
    edge.plane().runs("acme", nobodyListens());
    long began = System.nanoTime();

    RawClient.RawAnswer answer = connect(edge).send(request("GET /", "acme")).answer();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).contains("urn:dormouse:problem:unreachable");
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(600), Duration.ofSeconds(8));
    assertThat(edge.server().held()).isZero();
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldSayWhatHappenedWhenItBacksOff() throws Exception {
    EdgeUnderTest edge = edge("--hold.unreachable=10s");
    edge.plane().runs("acme", nobodyListens());
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().failed("acme", "It ended.", Instant.now().plusSeconds(30));

    RawClient.RawAnswer answer = client.answer();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).contains("urn:dormouse:problem:failed");
  }

  @Test
  void shouldGiveThePageToPeopleOnceItIsKnownToSleep() throws Exception {
    EdgeUnderTest edge = edge("--hold.unreachable=10s");
    edge.plane().runs("acme", nobodyListens());
    RawClient client =
        connect(edge)
            .send(request("GET /", "acme", "Accept: text/html", "Sec-Fetch-Mode: navigate"));
    held(edge, 1);

    edge.plane().is("acme", InstanceStatus.ASLEEP);

    RawClient.RawAnswer page = client.answer();
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.text()).contains("EventSource");
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  void shouldNotChargeTheWakeOfWhatAClientUsed() throws Exception {
    EdgeUnderTest edge =
        edge("--hold.unreachable=10s", "--wake.client.burst=1", "--wake.client.refill=1h");
    edge.plane().is("beta", InstanceStatus.ASLEEP);
    connect(edge).send(request("GET /", "beta"));
    held(edge, 1);
    edge.plane().runs("acme", nobodyListens());
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 2);

    edge.plane().is("acme", InstanceStatus.ASLEEP);
    Eventually.until("a wake", () -> edge.plane().wakes().size() == 2);
    edge.plane().runs("acme", edge.backend(served -> served.response().end("again")));

    assertThat(client.answer().text()).isEqualTo("again");
  }

  private static int nobodyListens() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private int full() throws Exception {
    FullListener full = new FullListener();
    open.add(full);
    return full.port();
  }

  private EdgeUnderTest edge(String... flags) {
    EdgeUnderTest edge = new EdgeUnderTest(flags);
    open.add(edge);
    return edge;
  }

  private RawClient connect(EdgeUnderTest edge) throws Exception {
    RawClient client = edge.connect();
    open.add(client);
    return client;
  }

  private static void held(EdgeUnderTest edge, int count) {
    Eventually.until(
        () -> count + " held, not " + edge.server().held(), () -> edge.server().held() == count);
  }
}
