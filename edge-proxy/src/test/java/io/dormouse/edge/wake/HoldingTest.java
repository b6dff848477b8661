package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Bytes;
import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HoldingTest {

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void shouldAnswerAHeldRequestWhenItsInstanceRuns() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    RawClient client =
        connect(edge).send(request("GET /documents/4711?x=1", "acme", "User-Agent: curl/8.5"));
    held(edge, 1);

    edge.plane().runs("acme", edge.backend(served -> served.response().end("awake")));

    RawClient.RawAnswer answer = client.answer();
    assertThat(answer.text()).isEqualTo("awake");
    assertThat(answer.header("Dormouse-Instance-Status")).isEqualTo("woken");
    assertThat(answer.header("Server-Timing")).matches("wake;dur=\\d+\\.\\d");
    assertThat(edge.plane().wakes()).hasSize(1);
    var wake = edge.plane().wakes().get(0);
    assertThat(wake.instance().value()).isEqualTo("acme");
    assertThat(wake.why().method()).isEqualTo("GET");
    assertThat(wake.why().pathClass()).isEqualTo("/documents/*");
    assertThat(wake.why().userAgentFamily()).isEqualTo("curl");
    assertThat(wake.why().clientHash()).hasSize(16);
    assertThat(client.send(request("GET /", "acme")).answer().header("Dormouse-Instance-Status"))
        .isEqualTo("warm");
  }

  @Test
  void shouldKeepAHeldUploadIntact() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    byte[] body = Bytes.random(6 << 20);
    CompletableFuture<HttpResponse<String>> answer =
        edge.http()
            .sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + "/"))
                    .header("Host", "acme.example.org")
                    .POST(BodyPublishers.ofByteArray(body))
                    .build(),
                BodyHandlers.ofString());
    held(edge, 1);

    edge.plane().runs("acme", edge.backend(Bytes::answerWithHash));

    assertThat(Eventually.get(answer).body()).isEqualTo(Bytes.sha256(body) + " Content-Length");
  }

  @Test
  void shouldReleaseInTheOrderOfArrival() throws Exception {
    EdgeUnderTest edge = edge("--event.loops=1", "--backend.connections=1");
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(connect(edge).send(request("GET /" + i, "acme")));
      held(edge, i + 1);
    }
    List<String> order = new CopyOnWriteArrayList<>();

    edge.plane()
        .runs(
            "acme",
            edge.backend(served -> {
              order.add(served.uri());
              served.response().end();
            }));

    for (RawClient client : clients) {
      assertThat(client.answer().status()).isEqualTo(200);
    }
    assertThat(order)
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "/" + i).toList());
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  void shouldSendOneWakeForFiftyRequestsAtOnce() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(
          edge.http()
              .sendAsync(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + "/" + i))
                      .header("Host", "acme.example.org")
                      .build(),
                  BodyHandlers.ofString()));
    }
    held(edge, 50);
    edge.plane().is("acme", InstanceStatus.QUEUED);
    edge.plane().is("acme", InstanceStatus.STARTING);

    edge.plane().runs("acme", edge.backend(served -> served.response().end("awake")));

    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(Eventually.get(answer).body()).isEqualTo("awake");
    }
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTING", "FENCING"})
  void shouldHoldWithoutAWakeWhenOneIsUnderWay(InstanceStatus status) throws Exception {
    EdgeUnderTest edge = edge("--wake.resend=50ms");
    edge.plane().is("acme", status);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().runs("acme", edge.backend(served -> served.response().end()));

    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldHoldWithoutAWakeWhenItStartsAgainRightAfterStopping() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().stopsAndStartsAgain("acme");
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));

    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldHoldWithoutAWakeWhileResourcesAreMadeAndWakeOnceAfter() throws Exception {
    EdgeUnderTest edge = edge("--wake.resend=10s");
    edge.plane().is("acme", InstanceStatus.REQUESTED);
    RawClient first = connect(edge).send(request("GET /", "acme"));
    RawClient second = connect(edge).send(request("GET /", "acme"));
    held(edge, 2);
    assertThat(edge.plane().wakes()).isEmpty();

    edge.plane().is("acme", InstanceStatus.ASLEEP);

    assertThat(edge.plane().wakes()).hasSize(1);
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));
    assertThat(first.answer().status()).isEqualTo(200);
    assertThat(second.answer().status()).isEqualTo(200);
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldWakeWhatHasItsResourcesAlthoughTheClientLeft() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.REQUESTED);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      held(edge, 1);
    }
    held(edge, 0);

    edge.plane().is("acme", InstanceStatus.ASLEEP);

    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  void shouldWakeWhatIsNotAsleepYet() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.STOPPING);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    Eventually.until("a wake", () -> edge.plane().wakes().size() == 1);
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));

    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void shouldSendTheWakeAgainOnlyWhenTheInstanceDoesNotMove() throws Exception {
    EdgeUnderTest edge = edge("--wake.resend=50ms");
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    Eventually.until("three wakes", () -> edge.plane().wakes().size() >= 3);

    edge.plane().is("acme", InstanceStatus.STARTING);
    int sent = edge.plane().wakes().size();
    RawClient second = connect(edge).send(request("GET /", "acme"));
    held(edge, 2);
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));

    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(second.answer().status()).isEqualTo(200);
    assertThat(edge.plane().wakes()).hasSizeLessThanOrEqualTo(sent + 1);
  }

  @Test
  void shouldWakeAgainWhatFellAsleepWhileSomebodyWaits() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.STARTING);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().is("acme", InstanceStatus.ASLEEP);

    Eventually.until("a wake", () -> edge.plane().wakes().size() == 1);
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));
    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void shouldTurnAwayWhomThereIsNoPlaceFor() throws Exception {
    EdgeUnderTest edge = edge("--hold.per.instance=2", "--hold.total=3");
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    edge.plane().is("beta", InstanceStatus.ASLEEP);
    connect(edge).send(request("GET /", "acme"));
    connect(edge).send(request("GET /", "acme"));
    held(edge, 2);

    RawClient.RawAnswer third = connect(edge).send(request("GET /", "acme")).answer();
    connect(edge).send(request("GET /", "beta"));
    held(edge, 3);
    RawClient.RawAnswer inAll = connect(edge).send(request("GET /", "beta")).answer();

    for (RawClient.RawAnswer answer : List.of(third, inAll)) {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("3");
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.text()).contains("urn:dormouse:problem:too-many-wait");
    }
  }

  @Test
  void shouldTurnAwayWhoWaitedTooLong() throws Exception {
    EdgeUnderTest edge = edge("--hold.timeout=150ms");
    edge.plane().is("acme", InstanceStatus.ASLEEP);

    RawClient.RawAnswer answer = connect(edge).send(request("GET /", "acme")).answer();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("3");
    assertThat(answer.text()).contains("urn:dormouse:problem:waited-too-long");
    assertThat(edge.server().held()).isZero();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldFreeThePlaceOfAClientThatLeavesAndStillWake() throws Exception {
    EdgeUnderTest edge = edge("--hold.per.instance=1");
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      held(edge, 1);
    }
    held(edge, 0);

    RawClient next = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));

    assertThat(next.answer().status()).isEqualTo(200);
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  void shouldFreeThePlaceOfAnUploadWhoseClientLeaves() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 100000000"));
      client.send(Bytes.random(100_000));
      held(edge, 1);
    }

    held(edge, 0);
  }

  @Test
  void shouldSendAwayWhoWaitsWhenItCloses() throws Exception {
    EdgeUnderTest edge = new EdgeUnderTest();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    RawClient client = edge.connect().send(request("GET /", "acme"));
    open.add(client);
    held(edge, 1);

    edge.close();

    assertThat(client.answer().status()).isEqualTo(503);
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
