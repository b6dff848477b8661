package io.dormouse.edge.forward.transfer;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawBackend;
import io.dormouse.edge.RawClient;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeadersTest {

  private final EdgeUnderTest edge = new EdgeUnderTest();
  private final List<RawBackend> closeables = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (RawBackend backend : closeables) {
      backend.close();
    }
    edge.close();
  }

  @Test
  void shouldStripWhatBelongsToTheConnectionOnTheWayIn() throws Exception {
    CompletableFuture<MultiMap> arrived = new CompletableFuture<>();
    runs(request -> {
      arrived.complete(request.headers());
      request.response().end();
    });
    try (RawClient client = edge.connect()) {
      client.send(
          request(
              "GET /",
              "acme",
              "Connection: keep-alive, X-Mine, Host, Content-Length",
              "Keep-Alive: timeout=5",
              "X-Mine: secret",
              "TE: trailers",
              "Trailer: X",
              "Proxy-Authorization: Basic eDp5",
              "Proxy-Connection: keep-alive",
              "Upgrade: h2c",
              "Forwarded: for=1.2.3.4",
              "X-Forwarded-For: 1.2.3.4",
              "X_Forwarded_For: 1.2.3.4",
              "Content_Length: 5",
              "Proxy_Authorization: Basic eDp5",
              "X_Kept: too",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Host: evil.example.org",
              "X-Forwarded-Port: 1",
              "X-Real-IP: 1.2.3.4",
              "X-Request-Id: abc-1",
              "Cookie: a=1",
              "X-Kept: yes"));
      assertThat(client.answer().status()).isEqualTo(200);
    }

    MultiMap seen = Eventually.get(arrived);
    assertThat(seen.names())
        .containsExactlyInAnyOrder(
            "Host",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "Forwarded",
            "X-Request-Id",
            "traceparent",
            "Cookie",
            "X-Kept",
            "X_Kept");
    assertThat(seen.getAll("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.getAll("X-Forwarded-Proto")).containsExactly("http");
    assertThat(seen.getAll("X-Forwarded-Host")).containsExactly("acme.example.org");
    assertThat(seen.get("X-Forwarded-Port")).isEqualTo(Integer.toString(edge.port()));
    assertThat(seen.getAll("Forwarded"))
        .containsExactly("for=127.0.0.1;host=acme.example.org;proto=http");
    assertThat(seen.getAll("Host")).containsExactly("acme.example.org");
    assertThat(seen.get("X-Request-Id")).isEqualTo("abc-1");
  }

  @Test
  void shouldStripWhatBelongsToTheConnectionOnTheWayBack() throws Exception {
    runsRaw(
        """
        HTTP/1.1 200 OK
        Connection: keep-alive, X-Internal
        X-Internal: 1
        Keep-Alive: timeout=5
        Proxy-Authenticate: Basic
        Upgrade: h2c
        Trailer: X-T
        Dormouse-Instance-Status: lies
        Set-Cookie: a=1
        Set-Cookie: b=2
        Transfer-Encoding: chunked

        5
        hello
        0
        X-T: 1

        """);
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("GET /", "acme")).answer();

      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.all("Set-Cookie")).containsExactly("a=1", "b=2");
      assertThat(answer.all("Dormouse-Instance-Status")).containsExactly("warm");
      for (String gone :
          List.of("Connection", "X-Internal", "Keep-Alive", "Proxy-Authenticate", "Upgrade")) {
        assertThat(answer.all(gone)).as(gone).isEmpty();
      }
    }
  }

  @Test
  void shouldAnswerHeadWithoutABody() throws Exception {
    runs(request -> request.response().putHeader("Content-Length", "12345").end());
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("HEAD /", "acme")).answerToHead();

      assertThat(answer.header("Content-Length")).isEqualTo("12345");
      assertThat(client.send(request("HEAD /", "acme")).answerToHead().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldKeepTheConnectionAfterAnswersWithoutABody() throws Exception {
    runs(request -> request.response().setStatusCode(204).end());
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < 3; i++) {
        RawClient.RawAnswer answer = client.send(request("GET /", "acme")).answer();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.all("Transfer-Encoding")).isEmpty();
      }
    }
  }

  @Test
  void shouldServeHttp10WithoutChunks() throws Exception {
    runs(request -> request.response().setChunked(true).end("in chunks"));
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer =
          client.send("GET / HTTP/1.0\r\nHost: acme.example.org\r\n\r\n").answer();

      assertThat(answer.all("Transfer-Encoding")).isEmpty();
      assertThat(answer.text()).isEqualTo("in chunks");
    }
  }

  @Test
  void shouldSendAHeadBeforeTheFirstEventToHttp10Too() throws Exception {
    CompletableFuture<HttpServerRequest> served = new CompletableFuture<>();
    runs(request -> {
      request.response().setChunked(true).writeHead();
      served.complete(request);
    });
    try (RawClient client = edge.connect()) {
      List<String> head = client.send(lastCentury("/")).head();

      assertThat(head.get(0)).endsWith("200 OK");
      assertThat(head).noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("transfer"));
      Eventually.get(served).response().end("event");
      assertThat(client.readToEnd()).isEqualTo("event");
    }
  }

  @Test
  void shouldNotSayThatItKeepsAConnectionThatEndsAnAnswer() throws Exception {
    runs(request -> request.response().setChunked(true).end("in chunks"));
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(lastCentury("/")).answer();

      assertThat(answer.text()).isEqualTo("in chunks");
      assertThat(answer.all("Connection")).containsExactly("close");
    }
  }

  @Test
  void shouldKeepAConnectionOfHttp10WhereTheLengthIsKnown() throws Exception {
    runs(request ->
        request.response().setStatusCode(request.path().equals("/none") ? 204 : 200).end());
    try (RawClient client = edge.connect()) {
      for (String path : List.of("/", "/none", "/")) {
        RawClient.RawAnswer answer = client.send(lastCentury(path)).answer();

        assertThat(answer.all("Connection")).as(path).containsExactly("keep-alive");
      }
    }
  }

  @Test
  void shouldKeepTheWordsOfAStatus() throws Exception {
    runsRaw("HTTP/1.1 299 Quite well\nContent-Length: 0\n\n");
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("GET /", "acme")).answer();

      assertThat(answer.head().get(0)).isEqualTo("HTTP/1.1 299 Quite well");
    }
  }

  @Test
  void shouldDateEveryAnswerOnce() throws Exception {
    String backendsOwn = "Sun, 06 Nov 1994 08:49:37 GMT";
    try (RawClient client = edge.connect()) {
      runs(request -> request.response().putHeader("Date", backendsOwn).end());
      assertThat(client.send(request("GET /", "acme")).answer().all("Date"))
          .containsExactly(backendsOwn);

      runs(request -> request.response().end());
      for (String host : List.of("acme", "nobody")) {
        List<String> dates = client.send(request("GET /", host)).answer().all("Date");

        assertThat(dates).as(host).hasSize(1);
        assertThat(dates.get(0)).hasSize(backendsOwn.length());
        assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(dates.get(0))))
            .isBetween(Instant.now().minusSeconds(60), Instant.now());
      }
    }
  }

  @Test
  void shouldKeepTheBytesOfHeadersBothWays() throws Exception {
    CompletableFuture<String> arrived = new CompletableFuture<>();
    runs(request -> {
      arrived.complete(request.getHeader("X-Name"));
      request.response().end();
    });
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme", "X-Name: \u00c3\u00a9")).answer();
      assertThat(Eventually.get(arrived)).isEqualTo("\u00c3\u00a9");

      runsRaw("HTTP/1.1 200 OK\nContent-Length: 0\nX-Name: \u00c3\u00a9\n\n");
      assertThat(client.send(request("GET /", "acme")).answer().header("X-Name"))
          .isEqualTo("\u00c3\u00a9");
    }
  }

  private static String lastCentury(String path) {
    return "GET " + path + " HTTP/1.0\r\nHost: acme.example.org\r\nConnection: keep-alive\r\n\r\n";
  }

  private void runs(Handler<HttpServerRequest> handler) throws Exception {
    edge.plane().runs("acme", edge.backend(handler));
  }

  private void runsRaw(String answer) throws Exception {
    RawBackend backend = RawBackend.closingAfter(answer);
    closeables.add(backend);
    edge.plane().runs("acme", backend.port());
  }
}
