package io.dormouse.edge.forward.transfer;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.forward.NamedBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that a backend sends behind an answer, or before a request, reach nobody. */
class AnswerEndTest {

  private static final Map<String, String> ANSWERS =
      Map.of(
          "204", "HTTP/1.1 204 No Content\r\n\r\n",
          "304", "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n",
          "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
          "no length", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
          "length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
          "chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
          "trailers",
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: 1\r\n\r\n",
          "hints", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
          "interim",
              "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

  private static final Map<String, String> EXCESS =
      Map.of(
          "forged head", "HTTP/1.1 200 OK\r\nSet-Cookie: evil=1\r\nX-Pad: ",
          "forged answer", "HTTP/1.1 200 OK\r\nSet-Cookie: evil=1\r\nContent-Length: 0\r\n\r\n",
          "forged hints", "HTTP/1.1 103 Early Hints\r\nLink: evil\r\n\r\n",
          "half a head", "HTTP/1.",
          "junk", "junk",
          "a line break", "\r\n",
          "one byte", "\0");

  private static final EdgeUnderTest EDGE = new EdgeUnderTest("--event.loops=1");
  private NamedBackend backend;

  @BeforeEach
  void start() throws Exception {
    backend = new NamedBackend("a");
    EDGE.plane().runs("acme", backend.port());
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
  }

  @AfterAll
  static void stopEdge() {
    EDGE.close();
  }

  static Stream<Arguments> answersAndExcess() {
    return ANSWERS.keySet().stream()
        .flatMap(kind -> EXCESS.keySet().stream().map(excess -> Arguments.of(kind, excess)));
  }

  @ParameterizedTest
  @MethodSource("answersAndExcess")
  void shouldKeepWhatFollowsAnAnswerFromTheNextClient(String kind, String excess) throws Exception {
    backend.behaves(first -> {
      backend.behaves(NamedBackend::sayName);
      first.write(of(ANSWERS, kind) + of(EXCESS, excess));
      return true;
    });
    try (RawClient client = EDGE.connect();
        RawClient next = EDGE.connect()) {
      assertAnswered(client, kind);
      assertServedOverAnotherConnection(next);
    }
    Eventually.until("the first connection is closed", () -> backend.open() == 1);
  }

  @ParameterizedTest
  @MethodSource("answersAndExcess")
  void shouldKeepWhatComesOverAnUnusedConnectionFromTheNextClient(String kind, String excess)
      throws Exception {
    backend.behaves(first -> {
      backend.behaves(NamedBackend::sayName);
      first.write(of(ANSWERS, kind));
      return true;
    });
    try (RawClient client = EDGE.connect();
        RawClient next = EDGE.connect()) {
      assertAnswered(client, kind);
      backend.asked().get(0).write(of(EXCESS, excess));
      assertServedOverAnotherConnection(next);
    }
    Eventually.until("the first connection is closed", () -> backend.open() == 1);
  }

  @ParameterizedTest
  @MethodSource("answersAndExcess")
  void shouldCloseAnUnusedConnectionOverWhichSomethingComes(String kind, String excess)
      throws Exception {
    backend.behaves(first -> {
      first.write(of(ANSWERS, kind));
      return true;
    });
    try (RawClient client = EDGE.connect()) {
      assertAnswered(client, kind);
      backend.asked().get(0).write(of(EXCESS, excess));

      Eventually.until("it is closed", () -> backend.open() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forged answer", "junk", "a line break"})
  void shouldKeepWhatFollowsAnAnswerFromWhoWaitsForItsConnection(String excess) throws Exception {
    try (EdgeUnderTest small = new EdgeUnderTest("--event.loops=1", "--backend.connections=1");
        RawClient client = small.connect();
        RawClient next = small.connect()) {
      small.plane().runs("acme", backend.port());
      backend.behaves(first -> {
        Eventually.until("one waits", () -> small.metric("dormouse_edge_backend_waiting") == 1);
        backend.behaves(NamedBackend::sayName);
        first.write(ANSWERS.get("chunked") + of(EXCESS, excess));
        return true;
      });
      client.send(request("GET /", "acme"));
      Eventually.until("it came", () -> backend.count() == 1);
      next.send(request("POST /", "acme"));

      assertThat(client.answer().text()).isEqualTo("hello");
      assertThat(next.answer().text()).isEqualTo("a");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forged answer", "forged head", "half a head", "junk", "a line break"})
  void shouldSendARequestElsewhereWhenSomethingComesBeforeItWasWritten(String excess)
      throws Exception {
    try (RawClient client = EDGE.connect();
        RawClient next = EDGE.connect()) {
      assertAnswered(client, "a");
      next.send(request("POST /", "acme", "Content-Length: 5"));
      Eventually.until(
          "its connection is taken",
          () -> {
            assertAnswered(client, "a");
            return backend.connections() > 1;
          });
      backend.asked().get(0).write(of(EXCESS, excess));
      Eventually.until("it is closed", () -> backend.open() < backend.connections());

      RawClient.RawAnswer answer = next.send("hello").answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nConnection: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.0 200 OK\r\nConnection: x\r\nContent-Length: 1\r\n\r\na"
      })
  void shouldNotUseAConnectionAgainOfWhichTheBackendSaysThatItEnds(String answer) throws Exception {
    backend.behaves(first -> {
      backend.behaves(NamedBackend::sayName);
      first.write(answer);
      return true;
    });
    try (RawClient client = EDGE.connect();
        RawClient next = EDGE.connect()) {
      assertAnswered(client, "a");
      assertServedOverAnotherConnection(next);
    }
  }

  @Test
  void shouldNotUseAConnectionAgainWhoseRequestIsStillOnItsWay() throws Exception {
    backend.leavesBodies();
    backend.behaves(first -> {
      backend.behaves(NamedBackend::sayName);
      first.answer("early");
      return true;
    });
    try (RawClient client = EDGE.connect();
        RawClient next = EDGE.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 10") + "hello");

      assertThat(client.answer().text()).isEqualTo("early");
      assertServedOverAnotherConnection(next);
    }
  }

  @Test
  void shouldUseAConnectionAgainBehindWhoseAnswersNothingComes() throws Exception {
    for (String kind : List.copyOf(ANSWERS.keySet())) {
      backend.behaves(any -> {
        any.write(of(ANSWERS, kind));
        return true;
      });
      try (RawClient client = EDGE.connect()) {
        assertAnswered(client, kind);
        assertAnswered(client, kind);
      }
    }
    assertThat(backend.connections()).isEqualTo(1);
  }

  private void assertServedOverAnotherConnection(RawClient next) throws IOException {
    RawClient.RawAnswer answer = next.send(request("POST /", "acme")).answer();

    assertThat(answer.head()).first().asString().startsWith("HTTP/1.1 200");
    assertThat(answer.text()).isEqualTo("a");
    assertThat(answer.head()).noneMatch(line -> line.contains("evil"));
    assertThat(backend.connections()).isEqualTo(2);
  }

  private static void assertAnswered(RawClient client, String kind) {
    try {
      boolean head = kind.equals("HEAD");
      client.send(request((head ? "HEAD" : "GET") + " /", "acme"));
      if (kind.equals("hints")) {
        assertThat(client.head().get(0)).contains("103");
      }
      RawClient.RawAnswer answer = head ? client.answerToHead() : client.answer();
      int status = kind.equals("304") ? 304 : kind.matches("204|hints") ? 204 : 200;
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text())
          .isEqualTo(
              kind.matches("length|chunked|trailers|interim")
                  ? "hello"
                  : kind.equals("a") ? "a" : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String of(Map<String, String> texts, String name) {
    return Objects.requireNonNull(texts.get(name));
  }
}
