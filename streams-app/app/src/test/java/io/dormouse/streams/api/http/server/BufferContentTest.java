package io.dormouse.streams.api.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import io.dormouse.streams.api.http.batch.BatchLimits;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies on their way to clients, over sockets. */
final class BufferContentTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofMinutes(1);
  private static final int LARGE = 32 << 20;

  private final Semaphore sent = new Semaphore(0);
  private final Semaphore mayAnswer = new Semaphore(1);
  private final ApiServer front =
      new ApiServer(
          new Router(
              List.of(
                  Route.get(Permission.NONE, "/small", request -> body(3)),
                  Route.get(Permission.NONE, "/large", r -> body(LARGE)))),
          new AllowedHosts("127.0.0.1", new HostNames("")),
          new ServerLimits(
              new ConnectionLimits(10, LATER, SOON, LATER),
              1,
              1,
              new BatchLimits(1, 1, Duration.ofHours(1))));

  private Response body(int size) {
    mayAnswer.acquireUninterruptibly();
    return Response.buffer("application/json", Buffer.buffer("1".repeat(size)), sent::release);
  }

  @BeforeEach
  void listen() {
    front.listen("127.0.0.1", 0);
  }

  @AfterEach
  void end() {
    front.close();
  }

  private static String request(String method, String path) {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(method, path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void shouldTellOnceThatABodyIsSent(String method) throws InterruptedException {
    try (RawClient client = new RawClient(front.port())) {
      String answer = client.say(request(method, "/small")).hearAll();

      assertThat(answer)
          .contains("Content-Length: 3")
          .endsWith(method.equals("GET") ? "111" : "\n");
    }
    assertThat(sent.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(sent.tryAcquire()).isFalse();
  }

  @Test
  void shouldTellThatABodyWillNotBeSentToAClientThatIsGone() throws InterruptedException {
    mayAnswer.acquire();
    try (RawClient client = new RawClient(front.port())) {
      client.say(request("GET", "/large"));
    }
    mayAnswer.release();

    assertThat(sent.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldKeepABodyUntilItsClientHasTakenIt() throws InterruptedException {
    try (RawClient client = new RawClient(front.port())) {
      client.say(request("GET", "/large")).hearUntil("\r\n\r\n");
      assertThat(sent.tryAcquire()).isFalse();

      assertThat(client.hearAll()).hasSize(LARGE);
    }
    assertThat(sent.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }
}
