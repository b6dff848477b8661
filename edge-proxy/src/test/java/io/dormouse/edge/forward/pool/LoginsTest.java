package io.dormouse.edge.forward.pool;

import static io.dormouse.edge.EdgeUnderTest.request;
import static io.dormouse.edge.EdgeUnderTest.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.RawClient.RawAnswer;
import io.dormouse.edge.forward.NamedBackend;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.instance.Endpoint;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that log users in on a connection, as with NTLM: three steps, then no header at all. */
class LoginsTest {

  private static final String AGREED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final EdgeUnderTest edge = new EdgeUnderTest("--event.loops=1");
  private final Map<Socket, String> users = new ConcurrentHashMap<>();
  private NamedBackend backend;
  private NamedBackend other;

  @BeforeEach
  void start() throws Exception {
    backend = new NamedBackend("a");
    other = new NamedBackend("b");
    backend.behaves(this::asksForLogin);
    other.behaves(this::asksForLogin);
    edge.plane().runs("acme", backend.port());
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    other.close();
    edge.close();
  }

  @Test
  void shouldServeNobodyElseOverTheConnectionOfAUser() throws Exception {
    try (RawClient alice = edge.connect()) {
      logIn(alice, "alice");
      for (int i = 0; i < 30; i++) {
        try (RawClient stranger = edge.connect()) {
          assertThat(ask(stranger, "GET").status()).isEqualTo(401);
        }
        assertThat(ask(alice, "POST").text()).isEqualTo("alice");
      }
    }
  }

  @Test
  void shouldCarryTheLoginsOfSeveralUsersAtOnce() throws Exception {
    try (RawClient alice = edge.connect();
        RawClient bob = edge.connect()) {
      assertThat(ask(alice, "GET").status()).isEqualTo(401);
      assertThat(ask(bob, "GET").status()).isEqualTo(401);
      logIn(bob, "bob");
      logIn(alice, "alice");

      assertThat(ask(alice, "GET").text()).isEqualTo("alice");
      assertThat(ask(bob, "GET").text()).isEqualTo("bob");
    }
  }

  @Test
  void shouldStayWithTheReplicaThatKnowsTheUser() throws Exception {
    edge.plane().runs("acme", Serving.DEFAULT, backend.as(0, 1), other.as(1, 1));
    try (RawClient alice = edge.connect();
        RawClient bob = edge.connect()) {
      logIn(alice, "alice");
      logIn(bob, "bob");
      for (int i = 0; i < 4; i++) {
        assertThat(ask(alice, "GET").text()).isEqualTo("alice");
        assertThat(ask(bob, "GET").text()).isEqualTo("bob");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WWW-Authenticate: NTLM",
        "www-authenticate: ntlm",
        "WWW-Authenticate: NTLM TlRMTVNTUAACAAAA",
        "WWW-Authenticate: Negotiate",
        "WWW-Authenticate: nEGOTIATE oYG2",
        "WWW-Authenticate: Kerberos",
        "WWW-Authenticate: Basic realm=\"x\", NTLM",
        "WWW-Authenticate: Basic realm=\"x\",Negotiate,NTLM",
        "WWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: NTLM",
        "Proxy-Authenticate: NTLM",
        "Persistent-Auth: true"
      })
  void shouldLeaveAConnectionToWhoGotSuchAChallenge(String challenge) throws Exception {
    answersWith(challenge);
    try (RawClient client = edge.connect();
        RawClient next = edge.connect()) {
      ask(client, "GET");
      ask(next, "GET");
      assertThat(backend.connections()).isEqualTo(2);

      ask(client, "GET");
      ask(next, "GET");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"WWW-Authenticate: Basic realm=\"x\"", "WWW-Authenticate: Bearer", "X-A: NTLM"})
  void shouldShareAConnectionAfterAnyOtherChallenge(String challenge) throws Exception {
    answersWith(challenge);
    try (RawClient client = edge.connect();
        RawClient next = edge.connect()) {
      ask(client, "GET");
      ask(next, "GET");
    }
    assertThat(backend.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NTLM TlRM", "negotiate YII", "Kerberos YII"})
  void shouldLeaveAConnectionToWhoLogsInUnasked(String authorization) throws Exception {
    answersWith("X: 1");
    try (RawClient client = edge.connect();
        RawClient next = edge.connect()) {
      ask(next, "GET");
      ask(client, "GET", "Authorization: " + authorization);
      ask(next, "GET");
    }
    assertThat(backend.connections()).isEqualTo(2);
  }

  @Test
  void shouldCloseTheConnectionOfAUserWhoLeaves() throws Exception {
    try (RawClient alice = edge.connect()) {
      logIn(alice, "alice");
    }
    Eventually.until("it is closed", () -> backend.open() == 0);
  }

  @Test
  void shouldLetAUserLogInAgainWhenTheBackendHasClosedTheConnection() throws Exception {
    try (RawClient alice = edge.connect()) {
      logIn(alice, "alice");
      backend.closeConnections();

      assertThat(ask(alice, "GET").status()).isEqualTo(401);
      logIn(alice, "alice");
      assertThat(ask(alice, "GET").text()).isEqualTo("alice");
    }
  }

  @Test
  void shouldCloseTheConnectionOfAUserWhenOthersNeedItsPlace() throws Exception {
    try (EdgeUnderTest small = new EdgeUnderTest("--event.loops=1", "--backend.connections=1");
        RawClient alice = small.connect();
        RawClient bob = small.connect()) {
      small.plane().runs("acme", backend.port());
      logIn(alice, "alice");
      logIn(bob, "bob");

      assertThat(ask(bob, "GET").text()).isEqualTo("bob");
      assertThat(ask(alice, "GET").status()).isEqualTo(401);
    }
  }

  @Test
  void shouldOpenAWebSocketAsTheUserWhoIsLoggedIn() throws Exception {
    try (RawClient alice = edge.connect()) {
      logIn(alice, "alice");

      assertThat(alice.send(webSocket("GET /", "acme")).head().get(0)).contains("101");
      assertThat(alice.read(5)).asString().isEqualTo("alice");
    }
  }

  @Test
  void shouldLogNobodyInOverAConnectionThatClientsOfHttp2Share() {
    HttpClient client = edge.http2();
    assertThat(askOverHttp2(client, "NTLM 1")).isEqualTo(401);
    Eventually.until("it is closed", () -> backend.open() == 0);
    assertThat(askOverHttp2(client, "NTLM 3 alice")).isEqualTo(401);
    Eventually.until("it is closed", () -> backend.open() == 0);
  }

  @Test
  void shouldLogInOverAConnectionToAnHttp2BackendThatNobodyElseGets() throws Exception {
    List<String> others = new CopyOnWriteArrayList<>();
    List<String> logins = new CopyOnWriteArrayList<>();
    int port =
        edge.backend(request -> {
          boolean login = request.headers().contains("Authorization");
          (login ? logins : others).add(request.remoteAddress().toString());
          request.response().end();
        });
    edge.plane()
        .runs(
            "acme",
            new Serving(Protocol.HTTP2, false, Timeouts.NONE),
            new Endpoint(0, 1, "127.0.0.1", port));
    try (RawClient client = edge.connect()) {
      ask(client, "GET");
      ask(client, "GET", "Authorization: Negotiate YII");
      ask(client, "GET");
    }
    assertThat(others).hasSize(2);
    assertThat(logins).hasSize(1).doesNotContainAnyElementsOf(others);
  }

  private boolean asksForLogin(NamedBackend.Asked request) throws IOException {
    String authorization = request.header("Authorization");
    String user = users.getOrDefault(request.socket(), "");
    if (authorization.startsWith("NTLM 1")) {
      users.put(request.socket(), "?");
      challenge(request, "NTLM challenge");
    } else if (authorization.startsWith("NTLM 3") && user.equals("?")) {
      users.put(request.socket(), authorization.substring("NTLM 3 ".length()));
      request.answer(users.get(request.socket()));
    } else if (user.isEmpty() || user.equals("?")) {
      challenge(request, "NTLM");
    } else if (request.header("Upgrade").equals("websocket")) {
      request.write(AGREED + user);
    } else {
      request.answer(user);
    }
    return true;
  }

  private static void challenge(NamedBackend.Asked request, String challenge) throws IOException {
    request.write(
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: %s\r\nContent-Length: 0\r\n\r\n"
            .formatted(challenge));
  }

  private void answersWith(String header) {
    backend.behaves(request -> {
      request.write("HTTP/1.1 401 Unauthorized\r\n" + header + "\r\nContent-Length: 0\r\n\r\n");
      return true;
    });
  }

  private static void logIn(RawClient client, String user) throws IOException {
    assertThat(ask(client, "GET").status()).isEqualTo(401);
    RawAnswer challenged = ask(client, "GET", "Authorization: NTLM 1");
    assertThat(challenged.header("WWW-Authenticate")).isEqualTo("NTLM challenge");
    assertThat(ask(client, "GET", "Authorization: NTLM 3 " + user).text()).isEqualTo(user);
  }

  private static RawAnswer ask(RawClient client, String method, String... headers)
      throws IOException {
    return client.send(request(method + " /", "acme", headers)).answer();
  }

  private int askOverHttp2(HttpClient client, String authorization) {
    return Eventually.get(
        client
            .request(
                new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setHost("acme.example.org")
                    .setServer(SocketAddress.inetSocketAddress(edge.port(), "127.0.0.1"))
                    .setURI("/")
                    .putHeader("Authorization", authorization))
            .compose(request -> request.send())
            .compose(answer -> answer.body().map(all -> answer.statusCode()))
            .toCompletionStage());
  }
}
