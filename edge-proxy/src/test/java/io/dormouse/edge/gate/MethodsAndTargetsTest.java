package io.dormouse.edge.gate;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods and forms of targets that are forwarded, as the backend gets them. */
class MethodsAndTargetsTest {

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final EdgeUnderTest edge = new EdgeUnderTest();
  private int backend;

  @BeforeEach
  void startBackend() {
    backend = edge.backend(this::serve);
    edge.plane().runs("acme", backend);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private void serve(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          heard.add(request.method() + " " + request.uri() + " " + body);
          request.response().end("done");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIST", "PURGE", "PROPFIND", "get", "x-custom!", "QUERY", "TRACK"})
  void shouldForwardEveryTokenWithAndWithoutABody(String method) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request(method + " /1", "acme"));
      assertThat(client.answer().text()).isEqualTo("done");
      client.send(request(method + " /2", "acme", "Content-Length: 2") + "ab");
      assertThat(client.answer().text()).isEqualTo("done");
      client.send(
          request(method + " /3", "acme", "Transfer-Encoding: chunked") + "1\r\nc\r\n0\r\n\r\n");
      assertThat(client.answer().text()).isEqualTo("done");
    }

    assertThat(heard).containsExactly(method + " /1 ", method + " /2 ab", method + " /3 c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIST", "get", "x-custom!"})
  void shouldForwardEveryTokenOverHttp2(String method) {
    HttpClient client = edge.http2();

    assertThat(send(client, method, "/1", "")).isEqualTo(200);
    assertThat(send(client, method, "/2", "ab")).isEqualTo(200);

    assertThat(heard).containsExactly(method + " /1 ", method + " /2 ab");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT", "TRACE", "trace"})
  void shouldSayTrulyWhatIsAllowedWhereOneIsNot(String method) throws Exception {
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request(method + " /", "acme")).answer();

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow").split(", ", -1))
          .contains("GET", "HEAD", "POST", "PROPFIND", "SEARCH", "VERSION-CONTROL")
          .doesNotContain("CONNECT", "TRACE");
      assertThat(answer.text()).contains("every other method is");
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void shouldForwardEveryMethodThatA405SaysIsAllowed() throws Exception {
    String allowed;
    try (RawClient client = edge.connect()) {
      allowed = client.send(request("TRACE /", "acme")).answer().header("Allow");
    }
    for (String method : allowed.split(", ", -1)) {
      try (RawClient client = edge.connect()) {
        client.send(request(method + " /", "acme"));

        assertThat(
                method.equals("HEAD") ? client.answerToHead().status() : client.answer().status())
            .as(method)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void shouldHoldAMadeUpMethodButNotKeepItsName() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("alice@example.org".replace('@', '+') + " /", "acme"));
      Eventually.until("it is held", () -> edge.server().held() == 1);
      edge.plane().runs("acme", backend);

      assertThat(client.answer().text()).isEqualTo("done");
    }
    assertThat(edge.plane().wakes().get(0).why().method()).isEqualTo("other");
    assertThat(heard).containsExactly("alice+example.org / ");
  }

  @ParameterizedTest
  @CsvSource({
    "http://acme.example.org/x, /x",
    "http://acme.example.org/, /",
    "http://acme.example.org, /",
    "http://acme.example.org?a=b, /?a=b",
    "HTTP://ACME.Example.org/x?a=http://y/, /x?a=http://y/",
    "http://acme.example.org:80/x, /x",
    "https://acme.example.org:443/x, /x"
  })
  void shouldForwardTheAbsoluteFormOfHostInOriginForm(String target, String heardAs)
      throws Exception {
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET " + target, "acme")).answer().text()).isEqualTo("done");
    }
    assertThat(heard).containsExactly("GET " + heardAs + " ");
  }

  @Test
  void shouldCompareTheAbsoluteFormWithAHostThatHasAPort() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(
          "GET http://acme.example.org:8080/x HTTP/1.1\r\nHost: acme.example.org:8080\r\n\r\n");
      assertThat(client.answer().text()).isEqualTo("done");
      client.send("GET http://acme.example.org/y HTTP/1.1\r\nHost: acme.example.org:80\r\n\r\n");
      assertThat(client.answer().text()).isEqualTo("done");
    }
    assertThat(heard).containsExactly("GET /x ", "GET /y ");
  }

  @Test
  void shouldTakeTheAbsoluteFormForTheSamePathEverywhere() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET http://acme.example.org/.dormouse/x", "acme"));
      assertThat(client.answer().status()).isEqualTo(404);
      client.send(request("GET http://acme.example.org/robots.txt", "acme"));
      assertThat(client.answer().text()).contains("Disallow: /");
    }
    assertThat(heard).isEmpty();
  }

  private int send(HttpClient client, String method, String path, String body) {
    return Eventually.get(
        client
            .request(
                new RequestOptions()
                    .setMethod(HttpMethod.valueOf(method))
                    .setURI(path)
                    .setServer(SocketAddress.inetSocketAddress(edge.port(), "127.0.0.1"))
                    .setHost("acme.example.org")
                    .setPort(80))
            .compose(request -> body.isEmpty() ? request.send() : request.send(body))
            .map(answer -> answer.statusCode())
            .toCompletionStage());
  }
}
