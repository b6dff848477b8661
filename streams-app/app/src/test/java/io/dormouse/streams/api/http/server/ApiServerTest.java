package io.dormouse.streams.api.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.http.EventSource;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.Router;
import io.dormouse.streams.api.http.batch.BatchLimits;
import io.dormouse.streams.api.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile and stalled clients of the listener, over sockets. */
final class ApiServerTest {

  private static final int MANY = 300;
  private static final int LARGE = 8 << 20;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofMinutes(1);
  private static final String HELLO = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String LAST =
      "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final String BEGUN =
      "POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 9\r\n\r\n{";

  private final CountDownLatch cutOff = new CountDownLatch(1);
  private ApiServer front = listening("127.0.0.1", new ConnectionLimits(2_000, SOON, SOON, SOON));

  @AfterEach
  void end() {
    front.close();
  }

  private ApiServer listening(String bound, ConnectionLimits limits) {
    String large = "x".repeat(LARGE);
    ApiServer front =
        new ApiServer(
            new Router(
                List.of(
                    Route.get(
                        Permission.NONE,
                        "/hello",
                        request -> Response.ok(Json.object().put("hello", true))),
                    Route.get(
                        Permission.NONE,
                        "/large",
                        request -> Response.ok(Json.object().put("x", large))),
                    Route.get(Permission.NONE, "/events", request -> Response.events(this::flood)),
                    Route.post(
                        Permission.NONE,
                        "/hello",
                        Route.Body.JSON,
                        request -> {
                          request.json(Set.of("a"));
                          return Response.done();
                        }))),
            new AllowedHosts(bound, new HostNames("console.example.org, 192.0.2.7")),
            new ServerLimits(limits, 64 << 10, 1_000, new BatchLimits(1, 1, Duration.ofHours(1))));
    front.listen("127.0.0.1", 0);
    return front;
  }

  private void flood(EventSource.Listener listener) {
    String text = "x".repeat(1 << 20);
    boolean listens = true;
    while (listens) {
      listens = listener.send("1", "flood", Json.object().put("x", text));
    }
    cutOff.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attacker.example",
        "attacker.example:7070",
        "localhost.attacker.example",
        "127.0.0.1.attacker.example",
        "user@localhost",
        "localhost@attacker.example",
        "localhost:7070:7070",
        "foo.localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "10.0.0.1",
        "[::2]",
        ""
      })
  void shouldRefuseWhatIsForAnotherHost(String host) {
    assertThat(answer("GET", "Host: " + host))
        .startsWith("HTTP/1.1 421 ")
        .contains("urn:dormouse:problem:misdirected", "but got '" + host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:1",
        "localhost.",
        "127.0.0.1:7070",
        "127.255.0.9",
        "[::1]:7070",
        "console.example.org",
        "Console.Example.org.:443",
        "192.0.2.7"
      })
  void shouldAnswerToItsOwnNames(String host) {
    assertThat(answer("GET", "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 10.0.0.1, 200",
    "0.0.0.0, [2001:db8::1], 200",
    "::, 10.0.0.1, 200",
    "0.0.0.0, attacker.example, 421",
    "0.0.0.0, 167772161, 421",
    "10.0.0.1, 10.0.0.1, 200",
    "10.0.0.1, 10.0.0.2, 421",
    "2001:db8::1, [2001:db8::1], 200"
  })
  void shouldAnswerToTheAddressThatItListensOn(String bound, String host, int status) {
    front.close();
    front = listening(bound, new ConnectionLimits(10, SOON, SOON, SOON));

    assertThat(answer("GET", "Host: " + host)).startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-None: 1", "Host: localhost\r\nHost: localhost"})
  void shouldExpectOneHost(String heads) {
    assertThat(answer("GET", heads)).startsWith("HTTP/1.1 400 ").contains("Expected one Host");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, Origin: http://attacker.example, 403",
    "POST, Origin: http://attacker.example, 403",
    "POST, Origin: http://localhost:8080, 403",
    "POST, Origin: http://foo.localhost, 403",
    "POST, Origin: null, 403",
    "POST, Origin: http://localhost, 400",
    "GET, Origin: http://localhost, 200",
    "GET, Origin: https://console.example.org, 200",
    "POST, Sec-Fetch-Site: cross-site, 403",
    "POST, Sec-Fetch-Site: same-site, 403",
    "POST, Sec-Fetch-Site: same-origin, 400",
    "POST, Sec-Fetch-Site: none, 400",
    "GET, Sec-Fetch-Site: cross-site, 200"
  })
  void shouldKeepPagesOfOthersOut(String method, String header, int status) {
    assertThat(answer(method, "Host: localhost\r\n" + header)).startsWith("HTTP/1.1 " + status);
  }

  static Stream<UnaryOperator<RawClient>> stalls() {
    return Stream.of(
        client -> client,
        client -> client.say("GET /hello HTTP/1.1\r\nHost: loc"),
        client -> client.say(BEGUN),
        client -> client.say(BEGUN.replace("/hello", "/none")),
        client -> client.say(HELLO),
        client -> client.say(HELLO + "GET /hel"),
        client -> client.say(HELLO.replace("/hello", "/large")));
  }

  @ParameterizedTest
  @MethodSource("stalls")
  @Execution(ExecutionMode.CONCURRENT)
  void shouldLetGoOfClientsThatStall(UnaryOperator<RawClient> stall) {
    List<RawClient> stalled = stalled(6, stall);

    assertThat(stalled)
        .allSatisfy(client -> assertThat(client.hearAll().length()).isLessThan(64 << 20));
    stalled.forEach(RawClient::close);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldCutOffAListenerThatDoesNotRead() throws InterruptedException {
    try (RawClient client = new RawClient(front.port())) {
      client.say(HELLO.replace("/hello", "/events"));

      assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(client.hearAll().length()).isLessThan(64 << 20);
    }
  }

  @Test
  void shouldServeOthersWhileHundredsStall() {
    List<RawClient> stalled =
        stalls().limit(6).flatMap(stall -> stalled(MANY / 3, stall).stream()).toList();

    assertThat(stalled).hasSizeGreaterThanOrEqualTo(MANY * 2);
    assertThat(answer("GET", "Host: localhost")).startsWith("HTTP/1.1 200 ");
    assertThat(stalled).allSatisfy(client -> assertThat(client.hearAll()).doesNotContain("500"));
    stalled.forEach(RawClient::close);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldSayThatABodyTookTooLong() {
    try (RawClient client = new RawClient(front.port()).say(BEGUN)) {
      assertThat(client.hearAll())
          .startsWith("HTTP/1.1 408 ")
          .contains("urn:dormouse:problem:too-slow");
    }
  }

  @Test
  void shouldSayThatThereAreTooManyConnections() {
    front.close();
    front = listening("127.0.0.1", new ConnectionLimits(5, LATER, LATER, LATER));
    List<RawClient> idle = stalled(5, client -> client);
    try (RawClient next = new RawClient(front.port()).say(HELLO)) {
      assertThat(next.hearAll()).startsWith("HTTP/1.1 503 ").contains("at most 5 connections");
    }
    idle.getFirst().say(LAST);

    assertThat(idle.getFirst().hearAll()).startsWith("HTTP/1.1 200 ");
    idle.forEach(RawClient::close);
  }

  @Test
  void shouldCloseWhatIsFarBeyondTheMost() {
    front.close();
    front = listening("127.0.0.1", new ConnectionLimits(1, LATER, LATER, LATER));
    List<RawClient> idle = stalled(101, client -> client);

    try (RawClient next = new RawClient(front.port())) {
      assertThat(next.hearAll()).isEmpty();
    }
    idle.forEach(RawClient::close);
  }

  @Test
  void shouldKeepAConnectionThatIsUsed() {
    try (RawClient client = new RawClient(front.port())) {
      String all = client.say(HELLO + HELLO + LAST).hearAll();

      assertThat(all.split("HTTP/1.1 200 ", -1)).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/%zz", "/%", "/%4", "/%ff", "/hello?q=%zz", "/hello?%c3=1", "/hello?q=%"})
  void shouldRefuseWhatIsNotPercentEncodedUtf8(String target) {
    try (RawClient client = new RawClient(front.port())) {
      assertThat(client.say(LAST.replace("/hello", target)).hearAll())
          .startsWith("HTTP/1.1 400 ")
          .contains("in URI form");
    }
  }

  private List<RawClient> stalled(int many, UnaryOperator<RawClient> stall) {
    return IntStream.range(0, many)
        .mapToObj(i -> stall.apply(new RawClient(front.port())))
        .toList();
  }

  private String answer(String method, String heads) {
    try (RawClient client = new RawClient(front.port())) {
      String body =
          method.equals("POST") ? "Content-Type: application/json\r\nContent-Length: 0\r\n" : "";
      return client
          .say(
              "%s /hello HTTP/1.1\r\n%s\r\n%sConnection: close\r\n\r\n"
                  .formatted(method, heads, body))
          .hearAll();
    }
  }
}
