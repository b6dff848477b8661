package io.dormouse.edge.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.suite.vectors.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of HTTP/2: the addresses on which it is served, deadlines and sizes. */
class Http2LimitsTest {

  private static final int REFUSED_STREAM = 7;

  @Test
  void shouldCloseWhenAPrefaceDoesNotEnd() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest("--head.timeout=200ms");
        RawClient client = edge.connect()) {
      client.send("PRI * HTTP/2");

      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldCloseWhenNothingFollowsThePreface() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest("--head.timeout=200ms");
        RawClient client = edge.connect()) {
      client.send(Frames.bytes(Frames.HELLO));

      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldCloseWhenALaterHeadDoesNotEnd() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest("--head.timeout=200ms");
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", edge.backend(request -> request.response().end()));
      client.send(Frames.bytes(Frames.HELLO + Frames.get(1)));
      Frames.await(client, Frames.HEADERS, 1);

      client.send(Frames.bytes(Frames.get(3).substring(0, 20)));

      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldWaitForABodyAsLongAsItTakes() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest("--head.timeout=200ms");
        RawClient client = edge.connect()) {
      edge.plane()
          .runs(
              "acme",
              edge.backend(request -> {
                if (request.method().name().equals("POST")) {
                  request.body().onSuccess(body -> request.response().end());
                } else {
                  edge.vertx().setTimer(600, later -> request.response().end());
                }
              }));
      String body = Frames.data(1, true, "hello");
      client.send(
          Frames.bytes(Frames.HELLO + Frames.post(1) + Frames.get(3) + body.substring(0, 10)));
      Frames.await(client, Frames.HEADERS, 3);

      client.send(Frames.bytes(body.substring(10)));

      Frames.await(client, Frames.HEADERS, 1);
    }
  }

  @Test
  void shouldTakeAPrefaceInParts() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest();
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", edge.backend(request -> request.response().end()));
      for (String part : (Frames.HELLO + Frames.get(1)).split("(?<=\\G.{7})", -1)) {
        client.send(Frames.bytes(part));
      }

      Frames.await(client, Frames.HEADERS, 1);
    }
  }

  @Test
  void shouldRefuseMoreThanAHundredStreamsAtOnce() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest();
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", edge.backend(request -> {}));
      StringBuilder requests = new StringBuilder(Frames.HELLO);
      for (int stream = 1; stream <= 201; stream += 2) {
        requests.append(Frames.get(stream));
      }
      client.send(Frames.bytes(requests.toString()));

      byte[] payload = Frames.await(client, Frames.RST_STREAM, 201);

      assertThat(payload).containsExactly(0, 0, 0, REFUSED_STREAM);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http2.enabled=false", "--listen.host=0.0.0.0"})
  void shouldTakeHttp1OnlyWhereItIsOffOrOthersCanReachIt(String flag) throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest(flag);
        RawClient client = edge.connect()) {
      client.send(Frames.bytes(Frames.HELLO));

      assertThat(client.answer().status()).isEqualTo(400);
    }
  }
}
