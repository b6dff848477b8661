package io.dormouse.streams.api.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.api.http.LineHandler.Answer;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import io.dormouse.streams.api.http.batch.BatchLimits;
import io.dormouse.streams.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches over sockets: their order, and clients that send or read slowly, or go away. */
final class LinesTest {

  private static final int LINES = 8;
  private static final int BIG = 256 << 10;

  /** Answers in the buffers of both sockets, in bytes; Linux makes them no larger by itself. */
  private static final int MOST_IN_BUFFERS = 64 << 20;

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofMinutes(1);
  private static final String HEAD =
      "POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n";
  private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String LAST_CHUNK = "0\r\n\r\n";
  private static final String HELLO =
      "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private final CountDownLatch released = new CountDownLatch(1);
  private final Queue<String> begun = new ConcurrentLinkedQueue<>();
  private final AtomicInteger together = new AtomicInteger();
  private final AtomicInteger mostTogether = new AtomicInteger();
  private ApiServer front = listening(LATER, new BatchLimits(1, LINES, LATER));

  @AfterEach
  void end() {
    released.countDown();
    front.close();
  }

  private ApiServer listening(Duration body, BatchLimits batches) {
    ApiServer server =
        new ApiServer(
            new Router(
                List.of(
                    Route.get(
                        Permission.NONE,
                        "/hello",
                        request -> Response.ok(Json.object().put("hello", true))),
                    Route.post(
                        Permission.NONE,
                        "/lines",
                        Route.Body.LINES,
                        request -> Response.lines(this::answer)))),
            new AllowedHosts("127.0.0.1", new HostNames("")),
            new ServerLimits(new ConnectionLimits(100, LATER, body, LATER), 1, 1, batches));
    server.listen("127.0.0.1", 0);
    return server;
  }

  private void restart(Duration body, BatchLimits batches) {
    front.close();
    front = listening(body, batches);
  }

  /** Echoes the line; {@code wait} waits, {@code fail} fails, {@code big} has a big answer. */
  private Answer answer(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    begun.add(text);
    mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
    try {
      return switch (text) {
        case "wait" -> {
          released.await();
          yield echo(text);
        }
        case "fail" -> throw new IllegalStateException("A fault of the test.");
        case "big" -> echo("x".repeat(BIG));
        default -> echo(text);
      };
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      together.decrementAndGet();
    }
  }

  private static Answer echo(String text) {
    return new Answer(202, Json.object().put("echo", text));
  }

  private static String chunk(String text) {
    return "%x\r\n%s\r\n".formatted(text.length(), text);
  }

  private static String of(String text) {
    return "%sContent-Length: %d\r\n\r\n%s".formatted(HEAD, text.length(), text);
  }

  @Test
  void shouldSendEmptyLinesWhileNothingIsDecided() {
    restart(Duration.ofMillis(100), new BatchLimits(1, LINES, LATER));
    try (RawClient client = new RawClient(front.port())) {
      client.say(of("1\nwait\n"));
      assertThat(client.hearUntil("\n\r\n1\r\n\n\r\n1\r\n\n\r\n")).contains("\"line\":1");
      released.countDown();
      assertThat(client.hearUntil(LAST_CHUNK)).contains("\"line\":2");
    }
  }

  @Test
  void shouldGiveUpTheLinesOfAClientThatIsGone() {
    try (RawClient client = new RawClient(front.port())) {
      client.say(of("wait\n".repeat(LINES * 3)));
      Surroundings.awaitUntil(() -> begun.size() == LINES);
    }
    Surroundings.awaitUntil(() -> together.get() == 0);

    Surroundings.awaitUntil(this::servesAnotherBatch);
    assertThat(begun).hasSize(LINES + 1);
  }

  /** False while the only place for a batch is taken. */
  private boolean servesAnotherBatch() {
    try (RawClient client = new RawClient(front.port())) {
      return client.say(of("3\n")).hearUntil(LAST_CHUNK).contains("\"echo\":\"3\"");
    }
  }

  @Test
  void shouldTakeLinesThatEndAsOnWindows() {
    try (RawClient client = new RawClient(front.port())) {
      assertThat(client.say(of("1\r\n2\r\n")).hearUntil(LAST_CHUNK))
          .contains("\"echo\":\"1\"", "\"echo\":\"2\"");
    }
    assertThat(begun).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void shouldAnswerInTheOrderOfTheLines() {
    try (RawClient client = new RawClient(front.port())) {
      client.say(of("wait\n1\n2\n3\n"));
      Surroundings.awaitUntil(() -> begun.containsAll(List.of("1", "2", "3")));
      released.countDown();

      String answers = client.hearUntil("\"echo\":\"3\"}\n\r\n0\r\n\r\n");

      assertThat(answers.lines().filter(line -> line.startsWith("{")))
          .containsExactly(
              "{\"line\":1,\"status\":202,\"echo\":\"wait\"}",
              "{\"line\":2,\"status\":202,\"echo\":\"1\"}",
              "{\"line\":3,\"status\":202,\"echo\":\"2\"}",
              "{\"line\":4,\"status\":202,\"echo\":\"3\"}");
      assertThat(client.say(HELLO).hearAll()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void shouldAnswerALineBeforeTheNextIsSent() {
    try (RawClient client = new RawClient(front.port()).say(CHUNKED)) {
      client.say(chunk("a\nb")).hearUntil("\"echo\":\"a\"}\n\r\n");
      client.say(chunk("c\n")).hearUntil("\"echo\":\"bc\"}\n\r\n");

      assertThat(client.say(LAST_CHUNK).hearUntil("0\r\n\r\n")).isEqualTo(LAST_CHUNK);
    }
  }

  @Test
  void shouldTakeNoMoreLinesThanMayBeInFlight() {
    try (RawClient client = new RawClient(front.port())) {
      client.say(of("wait\n" + "1\n".repeat(1_000)));
      Surroundings.awaitUntil(() -> begun.size() == LINES);
      released.countDown();
      client.hearUntil(LAST_CHUNK);

      assertThat(begun).hasSize(1_001);
      assertThat(mostTogether.get()).isBetween(1, LINES);
    }
  }

  @Test
  void shouldGoOnAfterALineThatFails() {
    try (RawClient client = new RawClient(front.port())) {
      String answers = client.say(of("fail\n1\n")).hearUntil(LAST_CHUNK);

      assertThat(answers)
          .contains("{\"line\":1,\"status\":500,\"problem\":{", "{\"line\":2,\"status\":202,");
    }
  }

  @Test
  void shouldReadNoFurtherThanTheClientReads() {
    restart(SOON, new BatchLimits(1, LINES, LATER));
    try (RawClient client = new RawClient(front.port());
        RawClient other = new RawClient(front.port())) {
      client.say(of("big\n".repeat(2_000)));
      Surroundings.awaitUntil(() -> begun.size() >= LINES);

      assertThat(other.say(HELLO).hearAll()).startsWith("HTTP/1.1 200 ");
      awaitPlace();
      assertThat(begun).hasSizeBetween(LINES, MOST_IN_BUFFERS / BIG + 2 * LINES);
    }
  }

  /** Returns when a batch is taken. */
  private void awaitPlace() {
    Surroundings.awaitUntil(() -> {
      try (RawClient next = new RawClient(front.port())) {
        return next.say(of("3\n")).hearUntil("\r\n\r\n").startsWith("HTTP/1.1 200 ");
      }
    });
  }

  @Test
  void shouldSayThatALineTookTooLong() {
    restart(SOON, new BatchLimits(1, LINES, LATER));
    try (RawClient first = new RawClient(front.port());
        RawClient second = new RawClient(front.port())) {
      String nothing = first.say(CHUNKED).say(chunk("abc")).hearAll();
      String part = second.say(CHUNKED).say(chunk("1\nabc")).hearUntil(LAST_CHUNK);

      assertThat(nothing).startsWith("HTTP/1.1 408 ").contains("each line within");
      assertThat(part)
          .startsWith("HTTP/1.1 200 ")
          .contains("{\"line\":1,\"status\":202,", "{\"line\":2,\"status\":408,\"problem\":{")
          .doesNotContain("abc");
    }
  }

  @Test
  void shouldEndABatchThatTakesTooLong() {
    restart(LATER, new BatchLimits(1, LINES, Duration.ofMillis(200)));
    try (RawClient client = new RawClient(front.port()).say(CHUNKED)) {
      String answer = "";
      while (!answer.contains("\"status\":408")) {
        answer = client.say(chunk("1\n")).hearUntil("}\n\r\n");
      }

      assertThat(answer).contains("\"status\":408", "api.batch.timeout");
      assertThat(client.hearUntil(LAST_CHUNK)).isEqualTo(LAST_CHUNK);
    }
  }

  @Test
  void shouldGiveThePlaceOfAClientThatIsGoneToTheNext() {
    try (RawClient client = new RawClient(front.port()).say(CHUNKED)) {
      client.say(chunk("1\n")).hearUntil("}\n\r\n");
      try (RawClient second = new RawClient(front.port())) {
        assertThat(second.say(of("2\n")).hearUntil("\r\n\r\n")).startsWith("HTTP/1.1 429 ");
      }
    }
    awaitPlace();
  }

  @Test
  void shouldCutABatchWhenItCloses() {
    try (RawClient client = new RawClient(front.port()).say(CHUNKED)) {
      client.say(chunk("1\n")).hearUntil("}\n\r\n");

      front.close();

      assertThat(client.hearAll()).isEmpty();
    }
  }
}
