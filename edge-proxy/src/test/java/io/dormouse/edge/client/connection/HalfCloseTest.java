package io.dormouse.edge.client.connection;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Bytes;
import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients that send no more but still read, beside those that have left. */
class HalfCloseTest {

  private static final int MUCH = 3 << 20;

  private final List<HttpServerRequest> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger gone = new AtomicInteger();
  private final EdgeUnderTest edge = new EdgeUnderTest("--event.loops=1");
  private final int backend = edge.backend(this::serve);

  @BeforeEach
  void run() {
    edge.plane().runs("acme", backend);
  }

  @AfterEach
  void stop() {
    Eventually.until(
        "no connection of a client stays",
        () -> edge.metric("dormouse_edge_client_connections") == 0);
    edge.close();
  }

  private void serve(HttpServerRequest request) {
    if (request.uri().startsWith("/slow")) {
      request.response().exceptionHandler(left -> gone.incrementAndGet());
      open.add(request);
    } else if (request.uri().equals("/much")) {
      request.response().end(Buffer.buffer(Bytes.random(MUCH)));
    } else {
      request.body().onSuccess(body -> request.response().end("got " + body));
    }
  }

  @Test
  void shouldAnswerAndThenEndTheConnection() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 5") + "hello").halfClose();

      assertThat(client.answer().text()).isEqualTo("got hello");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldAnswerSlowlyToo() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET /slow", "acme"));
      Eventually.until("it is forwarded", () -> open.size() == 1);
      client.halfClose();
      edge.vertx().setTimer(1_500, later -> open.get(0).response().end("at last"));

      assertThat(client.answer().text()).isEqualTo("at last");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldAnswerVerySlowlyToo() throws Exception {
    try (RawClient client = edge.connect();
        RawClient old = edge.connect()) {
      client.send(request("GET /slow", "acme")).halfClose();
      old.send(request("GET /slow", "acme").replace("HTTP/1.1", "HTTP/1.0")).halfClose();
      Eventually.until("they are forwarded", () -> open.size() == 2);
      assertThat(client.head()).containsExactly("HTTP/1.1 100 Continue");
      assertThat(client.head()).containsExactly("HTTP/1.1 100 Continue");
      open.forEach(request -> request.response().end("at last"));

      assertThat(client.answer().text()).isEqualTo("at last");
      assertThat(client.readToEnd()).isEmpty();
      assertThat(old.answer().text()).isEqualTo("at last");
      assertThat(old.readToEnd()).isEmpty();
    }
  }

  @Test
  void shouldAnswerWhatIsHeld() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme")).halfClose();
      Eventually.until("it is held", () -> edge.server().held() == 1);
      edge.vertx().setTimer(500, later -> edge.plane().runs("acme", backend));

      assertThat(client.answer().text()).isEqualTo("got ");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void shouldAnswerAllThatWasSentBefore() throws Exception {
    try (RawClient client = edge.connect()) {
      client
          .send(
              request("GET /slow", "acme")
                  + request("GET /2", "acme")
                  + request("POST /3", "acme", "Content-Length: 1")
                  + "3"
                  + "GET /4 HT")
          .halfClose();
      Eventually.until("the first is forwarded", () -> open.size() == 1);
      open.get(0).response().end("first");

      assertThat(client.answer().text()).isEqualTo("first");
      assertThat(client.answer().text()).isEqualTo("got ");
      assertThat(client.answer().text()).isEqualTo("got 3");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void shouldSendAllOfALongAnswer() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET /much", "acme")).halfClose();

      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void shouldRefuseABodyThatIsCutSo() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 9") + "hello").halfClose();

      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void shouldEndAConnectionWithoutARequest() throws Exception {
    try (RawClient client = edge.connect();
        RawClient half = edge.connect();
        RawClient used = edge.connect()) {
      client.halfClose();
      half.send("GET / HT").halfClose();
      assertThat(used.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
      used.halfClose();

      assertThat(client.readToEnd() + half.readToEnd() + used.readToEnd()).isEmpty();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldStillNoticeWhoHasLeft() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET /slow", "acme"));
      Eventually.until("it is forwarded", () -> open.size() == 1);
    }

    Eventually.until("the backend hears of it", () -> gone.get() == 1);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldStillNoticeWhoHasLeftWhileHeld() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      Eventually.until("it is held", () -> edge.server().held() == 1);
    }

    Eventually.until("it is held no more", () -> edge.server().held() == 0);
  }
}
