package io.dormouse.edge.forward.transfer;

import static io.dormouse.edge.EdgeUnderTest.request;
import static io.dormouse.edge.EdgeUnderTest.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Bytes;
import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawBackend;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketTest {

  /** A masked text frame that says hello, with a mask of zeroes. */
  private static final byte[] HELLO = {
    (byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'
  };

  private final EdgeUnderTest edge = new EdgeUnderTest();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldEchoThroughTheEdge() {
    edge.plane().runs("acme", echo());
    Collector collector = new Collector();
    WebSocket socket =
        Eventually.get(
            HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Host", "acme.example.org")
                .subprotocols("chat")
                .buildAsync(URI.create("ws://127.0.0.1:" + edge.port() + "/echo"), collector));
    byte[] large = Bytes.random(1 << 20);

    Eventually.get(socket.sendBinary(ByteBuffer.wrap(large), true));
    assertThat(socket.getSubprotocol()).isEqualTo("chat");
    Eventually.until("all is echoed", () -> collector.size() == large.length);
    assertThat(Bytes.sha256(collector.bytes())).isEqualTo(Bytes.sha256(large));

    Eventually.get(socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough"));
    assertThat(collector.closed).succeedsWithin(Eventually.DEADLINE);
    Eventually.until("nothing is open", () -> lastOpenConnections() == 0);
  }

  @Test
  void shouldHoldAWebSocketUntilItsInstanceRuns() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(webSocket("GET /echo", "acme"));
      Eventually.until("it is held", () -> edge.server().held() == 1);
      assertThat(edge.plane().wakes()).hasSize(1);
      edge.plane().runs("acme", echo());

      List<String> head = client.head();

      assertThat(head.get(0)).startsWith("HTTP/1.1 101");
      assertThat(head).contains("Dormouse-Instance-Status: woken");
      assertEchoes(client.send(HELLO));
    }
  }

  @Test
  void shouldKeepWhatTheClientSendsBeforeTheAnswer() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(webSocket("GET /echo", "acme")).send(HELLO);
      Eventually.until("it is held", () -> edge.server().held() == 1);
      client.send(HELLO);
      edge.plane().runs("acme", echo());

      assertThat(client.head().get(0)).startsWith("HTTP/1.1 101");
      assertEchoes(client);
      assertEchoes(client);
    }
  }

  @Test
  void shouldKeepWhatTheBackendSendsWithItsAnswer() throws Exception {
    try (RawBackend backend =
            RawBackend.closingAtTheSecondRequest(
                """
                HTTP/1.1 101 Switching Protocols
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
                Sec-WebSocket-Protocol: chat

                \u0081\u0002hi\
                """);
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", backend.port());
      client.send(webSocket("GET /", "acme"));

      List<String> head = client.head();

      assertThat(head.get(0)).startsWith("HTTP/1.1 101");
      assertThat(head).contains("Sec-WebSocket-Protocol: chat");
      assertThat(client.read(4)).isEqualTo(new byte[] {(byte) 0x81, 2, 'h', 'i'});
    }
  }

  @Test
  void shouldPassOnARefusal() throws Exception {
    edge.plane()
        .runs(
            "acme",
            edge.backend(
                served -> served.response().setStatusCode(403).end("not with that cookie")));
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(webSocket("GET /", "acme")).answer();

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).isEqualTo("not with that cookie");
      assertThat(client.send(request("GET /", "acme")).answer().status()).isEqualTo(403);
    }
  }

  @Test
  void shouldGoOnAfterItsOwnRefusal() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(webSocket("GET /", "nobody") + request("GET /next", "nobody"));

      assertThat(client.answer().status()).isEqualTo(404);
      assertThat(client.answer().status()).isEqualTo(404);
    }
  }

  @Test
  void shouldNotOpenATunnelForAnAnswerThatDoesNotFit() throws Exception {
    try (RawBackend backend =
            RawBackend.closingAfter(
                """
                HTTP/1.1 101 Switching Protocols
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Accept: bm90IHRoZSByaWdodCBvbmU=

                """);
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", backend.port());

      assertThat(client.send(webSocket("GET /", "acme")).answer().status()).isEqualTo(502);
    }
  }

  @Test
  void shouldGoOnWhenTheBackendDiesBeforeItsAnswer() throws Exception {
    try (RawBackend backend = RawBackend.closingAfter("");
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", backend.port());
      assertThat(client.send(webSocket("GET /", "acme")).answer().status()).isEqualTo(502);
      edge.plane().runs("acme", echo());

      List<String> head = client.send(webSocket("GET /echo", "acme")).head();

      assertThat(backend.answered()).isEqualTo(1);
      assertThat(head.get(0)).startsWith("HTTP/1.1 101");
      assertEchoes(client.send(HELLO));
    }
  }

  @Test
  void shouldCloseTheClientsSideWhenTheBackendLeaves() throws Exception {
    CompletableFuture<ServerWebSocket> accepted = new CompletableFuture<>();
    edge.plane().runs("acme", webSockets(accepted));
    try (RawClient client = edge.connect()) {
      client.send(webSocket("GET /", "acme"));
      client.head();

      edge.vertx().runOnContext(now -> accepted.thenAccept(ServerWebSocket::close));

      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void shouldCloseTheBackendsSideWhenTheClientLeaves() throws Exception {
    CompletableFuture<ServerWebSocket> accepted = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    edge.plane().runs("acme", webSockets(accepted));
    try (RawClient client = edge.connect()) {
      client.send(webSocket("GET /", "acme"));
      client.head();
      Eventually.get(accepted).closeHandler(gone -> closed.complete(null));
      Eventually.until("the open one is reported", () -> lastOpenConnections() == 1);
    }

    assertThat(closed).succeedsWithin(Eventually.DEADLINE);
    Eventually.until("nothing is open", () -> lastOpenConnections() == 0);
  }

  private int lastOpenConnections() {
    var reports = edge.plane().reports();
    return reports.isEmpty() ? -1 : reports.get(reports.size() - 1).openConnections();
  }

  private int echo() {
    var server =
        edge.vertx()
            .createHttpServer(
                new HttpServerOptions()
                    .addWebSocketSubProtocol("chat")
                    .setMaxWebSocketFrameSize(2 << 20))
            .webSocketHandler(socket -> socket.handler(bytes -> echo(socket, bytes)));
    return Eventually.get(server.listen(0, "127.0.0.1").toCompletionStage()).actualPort();
  }

  private static void echo(ServerWebSocket socket, Buffer bytes) {
    socket.write(bytes);
  }

  private int webSockets(CompletableFuture<ServerWebSocket> accepted) {
    // Its client is raw, and does not answer a close frame.
    HttpServerOptions impatient = new HttpServerOptions().setWebSocketClosingTimeout(1);
    var server = edge.vertx().createHttpServer(impatient).webSocketHandler(accepted::complete);
    return Eventually.get(server.listen(0, "127.0.0.1").toCompletionStage()).actualPort();
  }

  private static void assertEchoes(RawClient client) throws Exception {
    byte[] head = client.read(2);
    assertThat(head[1]).isEqualTo((byte) 5);
    assertThat(new String(client.read(5), StandardCharsets.US_ASCII)).isEqualTo("hello");
  }

  private static final class Collector implements WebSocket.Listener {

    final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    synchronized int size() {
      return received.size();
    }

    synchronized byte[] bytes() {
      return received.toByteArray();
    }

    @Override
    public synchronized CompletionStage<?> onBinary(
        WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      received.writeBytes(bytes);
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(null);
      return CompletableFuture.completedFuture(null);
    }
  }
}
