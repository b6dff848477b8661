package io.dormouse.edge.gate;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawBackend;
import io.dormouse.edge.RawClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.EOFException;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Heads and trailers have a hundred fields at most, both ways. */
class FieldCountTest {

  private final EdgeUnderTest edge = new EdgeUnderTest();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldTakeAHundredHeaderLines() throws Exception {
    runs();
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme", lines(99))).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldRefuseMoreThanAHundred() throws Exception {
    runs();
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme", lines(100))).answer().status())
          .isEqualTo(431);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldDoTheSameOverHttp2() {
    runs();
    assertThat(overHttp2(99)).isEqualTo(200);
    assertThat(overHttp2(101)).isEqualTo(431);
  }

  @Test
  void shouldNotPassAnAnswerWithMore() throws Exception {
    try (RawBackend good = answers(lines(99));
        RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(200);
      assertThat(good.answered()).isEqualTo(1);
    }
    try (RawBackend bad = answers(lines(100));
        RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(502);
      assertThat(bad.answered()).isEqualTo(1);
    }
  }

  @Test
  void shouldCutAnAnswerWithMoreTrailers() throws Exception {
    String head = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nok\n0\n";
    try (RawBackend backend =
            RawBackend.closingAfter(head + String.join("\n", lines(101)) + "\n\n");
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", backend.port());
      client.send(request("GET /", "acme", "TE: trailers", "Connection: TE"));

      Assertions.assertThatThrownBy(client::answer).isInstanceOf(EOFException.class);
    }
  }

  private int overHttp2(int fields) {
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(edge.port(), "127.0.0.1"))
            .setHost("acme.example.org")
            .setPort(80)
            .setMethod(HttpMethod.GET)
            .setURI("/");
    for (String line : lines(fields)) {
      options.putHeader(line.split(": ", -1)[0], line.split(": ", -1)[1]);
    }
    return Eventually.get(
        edge.http2()
            .request(options)
            .compose(HttpClientRequest::send)
            .map(HttpClientResponse::statusCode)
            .toCompletionStage());
  }

  private void runs() {
    edge.plane().runs("acme", edge.backend(request -> request.response().end("fine")));
  }

  private RawBackend answers(String... lines) throws Exception {
    RawBackend backend =
        RawBackend.closingAfter(
            "HTTP/1.1 200 OK\n" + String.join("\n", lines) + "\nContent-Length: 2\n\nok");
    edge.plane().runs("acme", backend.port());
    return backend;
  }

  private static String[] lines(int count) {
    return IntStream.range(0, count).mapToObj(i -> "x-a" + i + ": 1").toArray(String[]::new);
  }
}
