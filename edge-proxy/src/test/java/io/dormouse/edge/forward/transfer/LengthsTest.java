package io.dormouse.edge.forward.transfer;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawBackend;
import io.dormouse.edge.RawClient;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.instance.Endpoint;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The edge neither makes up a length nor loses one. */
class LengthsTest {

  private static final String NONE = "none";

  private final EdgeUnderTest edge = new EdgeUnderTest();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    edge.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 204, none, none",
    "GET, 204, 0, none",
    "GET, 304, none, none",
    "GET, 304, 99, 99",
    "HEAD, 200, none, none",
    "HEAD, 200, 99, 99",
    "HEAD, 304, none, none",
    "HEAD, 204, none, none",
    "GET, 205, 0, 0",
    "GET, 200, 0, 0"
  })
  void shouldTellTheLengthThatTheBackendTold(
      String method, int status, String told, String expected) throws Exception {
    String length = told.equals(NONE) ? "" : "Content-Length: " + told + "\n";
    try (RawBackend backend =
        RawBackend.closingAfter("HTTP/1.1 " + status + " Its Own Words\n" + length + "\n")) {
      edge.plane().runs("acme", backend.port());

      assertThat(overHttp1(method, "1.1")).isEqualTo(status + " " + expected);
      assertThat(overHttp1(method, "1.0")).isEqualTo(status + " " + expected);
      assertThat(overHttp2(method, "")).isEqualTo(status + " " + expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, 204", "GET, 304", "HEAD, 200", "HEAD, 304"})
  void shouldMakeUpNoneForABackendOfHttp2(String method, int status) throws Exception {
    runs(Protocol.HTTP2, request -> request.response().setStatusCode(status).end());

    assertThat(overHttp1(method, "1.1")).isEqualTo(status + " " + NONE);
    assertThat(overHttp1(method, "1.0")).isEqualTo(status + " " + NONE);
    assertThat(overHttp2(method, "")).isEqualTo(status + " " + NONE);
  }

  @Test
  void shouldTellNoLengthOfAnInterimAnswer() throws Exception {
    try (RawBackend backend =
            RawBackend.closingAfter(
                "HTTP/1.1 103 Early Hints\nContent-Length: 99\nLink: </a>\n\n"
                    + "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", backend.port());

      assertThat(client.send(request("GET /", "acme")).head())
          .hasSize(2)
          .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length"));
      assertThat(client.answer().text()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void shouldTellTheBackendTheLengthThatTheClientTold(Protocol protocol) throws Exception {
    runs(
        protocol,
        request -> {
          heard.add(
              request.method()
                  + " "
                  + Objects.requireNonNullElse(request.getHeader("Content-Length"), NONE)
                  + " "
                  + Objects.requireNonNullElse(request.getHeader("Transfer-Encoding"), NONE));
          request.response().end("done");
        });
    try (RawClient client = edge.connect()) {
      for (String method : List.of("GET", "DELETE", "POST", "PUT", "LIST")) {
        assertThat(client.send(request(method + " /", "acme")).answer().status()).isEqualTo(200);
      }
      for (String method : List.of("POST", "GET")) {
        client.send(request(method + " /", "acme", "Content-Length: 0"));
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
    overHttp2("GET", "");
    overHttp2("POST", "");
    overHttp2("POST", "0");

    assertThat(heard)
        .containsExactly(
            "GET none none",
            "DELETE none none",
            "POST none none",
            "PUT none none",
            "LIST none none",
            "POST 0 none",
            "GET 0 none",
            "GET none none",
            "POST none none",
            "POST 0 none");
  }

  private void runs(Protocol protocol, io.vertx.core.Handler<HttpServerRequest> handler) {
    edge.plane()
        .runs(
            "acme",
            new Serving(protocol, false, Timeouts.NONE),
            new Endpoint(0, 1, "127.0.0.1", edge.backend(handler)));
  }

  private String overHttp1(String method, String version) throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request(method + " /", "acme").replace("HTTP/1.1", "HTTP/" + version));
      RawClient.RawAnswer answer = client.answerToHead();
      String length = answer.header("Content-Length");
      return answer.status() + " " + (length.isEmpty() ? NONE : length);
    }
  }

  /** The length that a backend gets for a request with this length, or with none if it is empty. */
  private String overHttp2(String method, String told) {
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(edge.port(), "127.0.0.1"))
            .setHost("acme.example.org")
            .setPort(80)
            .setMethod(HttpMethod.valueOf(method))
            .setURI("/");
    if (!told.isEmpty()) {
      options.putHeader("Content-Length", told);
    }
    HttpClientResponse answer =
        Eventually.get(
            edge.http2().request(options).compose(HttpClientRequest::send).toCompletionStage());
    String length = Objects.requireNonNullElse(answer.getHeader("Content-Length"), NONE);
    return answer.statusCode() + " " + length;
  }
}
