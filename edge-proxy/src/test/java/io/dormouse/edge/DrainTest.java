package io.dormouse.edge;

import static io.dormouse.edge.EdgeUnderTest.request;
import static io.dormouse.edge.EdgeUnderTest.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dormouse.language.instance.InstanceStatus;
import io.netty.bootstrap.ServerBootstrap;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DrainTest {

  private static final int CROWD = 8;

  private final EdgeUnderTest edge = new EdgeUnderTest("--drain.timeout=10s");

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldLetADownloadEndAndAcceptNobodyNew() throws Exception {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    edge.plane()
        .runs(
            "acme",
            edge.backend(request -> {
              request.response().setChunked(true).write("first ");
              served.complete(request);
            }));
    try (RawClient client = edge.connect();
        RawClient quiet = edge.connect()) {
      client.send(request("GET /", "acme"));
      assertThat(client.head().get(0)).endsWith("200 OK");
      HttpServerRequest request = Eventually.get(served);

      Future<Void> closed = edge.server().close();

      assertThat(quiet.isClosed()).isTrue();
      Eventually.until("nobody is accepted", () -> !accepts(edge.port()));
      assertThat(closed.isComplete()).isFalse();
      request.response().end(Buffer.buffer("last"));
      assertThat(client.line()).isEqualTo("6");
      assertThat(client.line()).isEqualTo("first ".stripTrailing());
      assertThat(client.line()).isEqualTo("4");
      assertThat(client.line()).isEqualTo("last");
      assertThat(client.isClosed()).isTrue();
      Eventually.get(closed.toCompletionStage());
    }
  }

  @Test
  void shouldTellClientsToConnectElsewhereWhileItStillAccepts() throws Exception {
    try (EdgeUnderTest patient = new EdgeUnderTest("--drain.delay=1s");
        RawClient before = patient.connect()) {
      patient.plane().runs("acme", patient.backend(request -> request.response().end("hello")));
      assertThat(before.send(request("GET /", "acme")).answer().all("Connection")).isEmpty();

      Future<Void> closed = patient.server().close();

      try (RawClient late = patient.connect()) {
        RawClient.RawAnswer answer = late.send(request("GET /", "acme")).answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Connection")).isEqualTo("close");
      }
      Eventually.get(closed.toCompletionStage());
    }
  }

  @Test
  void shouldSendAwayWhoWaits() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme"));
      Eventually.until("it is held", () -> edge.server().held() == 1);

      Future<Void> closed = edge.server().close();

      RawClient.RawAnswer answer = client.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(client.isClosed()).isTrue();
      Eventually.get(closed.toCompletionStage());
    }
  }

  @Test
  void shouldCloseWebSocketsAtTheDeadlineOnly() throws Exception {
    try (EdgeUnderTest hasty = new EdgeUnderTest("--drain.timeout=2s")) {
      hasty
          .plane()
          .runs(
              "acme",
              hasty.backend(request ->
                  request.toWebSocket().onSuccess(socket -> socket.handler(socket::write))));
      try (RawClient client = hasty.connect()) {
        client.send(webSocket("GET /", "acme"));
        assertThat(client.head().get(0)).contains("101");

        Future<Void> closed = hasty.server().close();

        Eventually.until("nobody is accepted", () -> !accepts(hasty.port()));
        byte[] maskedHi = {(byte) 0x82, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
        client.send(maskedHi);
        assertThat(client.read(4)).endsWith('h', 'i');
        assertThat(client.isClosed()).isTrue();
        Eventually.get(closed.toCompletionStage());
      }
    }
  }

  @RepeatedTest(2)
  void shouldRefuseQuietlyWhoComesInTheVeryMoment() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(ServerBootstrap.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    log.addAppender(said);
    log.setLevel(Level.WARN);
    try {
      List<Thread> many =
          Stream.generate(() ->
                  Thread.ofPlatform()
                      .unstarted(() -> {
                        while (accepts(edge.port())) {
                          Thread.onSpinWait();
                        }
                      }))
              .limit(CROWD)
              .toList();
      many.forEach(Thread::start);
      Eventually.until(
          "all are at it",
          () -> edge.metric("dormouse_edge_client_connections_accepted_total") > 10 * CROWD);

      Eventually.get(edge.server().close().toCompletionStage());

      for (Thread one : many) {
        assertThat(one.join(Eventually.DEADLINE)).isTrue();
      }
      assertThat(said.list).isEmpty();
    } finally {
      log.detachAppender(said);
      log.setLevel(null);
    }
  }

  private static boolean accepts(int port) {
    try (RawClient probe = new RawClient(port)) {
      return probe.localPort() > 0;
    } catch (IOException refused) {
      return false;
    }
  }
}
