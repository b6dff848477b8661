package io.dormouse.streams.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.Contract;
import io.dormouse.streams.api.fixture.Contract.Operation;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.api.http.Route;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {

  private static Surroundings it;

  @BeforeAll
  static void begin() throws InterruptedException {
    it = new Surroundings();
  }

  @AfterAll
  static void end() {
    it.close();
  }

  @Test
  void shouldBeAValidOpenApiDocument() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result =
        new OpenAPIV3Parser()
            .readContents(it.client.get("/openapi.json").body().toString(), null, options);

    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getOpenapi()).startsWith("3.1");
  }

  @Test
  void shouldDescribeEveryRouteWithItsParametersAndBody() {
    Map<String, Operation> described =
        Contract.OF_THE_API.operations().stream()
            .collect(Collectors.toMap(Operation::toString, Function.identity()));

    assertThat(described.keySet())
        .containsExactlyInAnyOrderElementsOf(
            it.api.routes().stream().map(ContractTest::name).toList());
    for (Route route : it.api.routes()) {
      Operation operation = Objects.requireNonNull(described.get(name(route)));
      assertThat(Contract.OF_THE_API.query(operation))
          .as("query of %s", operation)
          .isEqualTo(route.query());
      assertThat(operation.form().has("requestBody"))
          .as("body of %s", operation)
          .isEqualTo(route.body() != Route.Body.NONE);
    }
  }

  private static String name(Route route) {
    return route.method() + " /" + String.join("/", route.template());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | /v1/hosts   |               | 200 | application/json | {"items": [], "next": null}             |
          GET  | /v1/hosts   |               | 200 | application/json | {"items": [], "next": null, "total": 1} | total
          GET  | /v1/hosts   |               | 200 | application/json | {"items": []}                           | next
          GET  | /v1/hosts   |               | 200 | application/json | {"items": [{}], "next": null}           | required
          GET  | /v1/hosts   |               | 204 |                  | {}                                      | 204
          GET  | /v1/hosts   |               | 200 | text/plain       | {}                                      | text/plain
          GET  | /v1/cats    |               | 404 | application/json | {}                                      |
          GET  | /v1/cats    |               | 200 | application/json | {}                                      | operation
          PUT  | /v1/plans/a | {"cats": 1}   | 200 | application/json | {"id": "a", "expires": null, "notices": []} | cats
          PUT  | /v1/plans/a | {"expires":1} | 200 | application/json | {"id": "a", "expires": null, "notices": []} | expires
          PUT  | /v1/plans/a | {"cats": 1}   | 400 | application/problem+json | {"type": "urn:dormouse:problem:conflict", "title": "t", "status": 400, "detail": "d"} |
          """)
  void shouldFindWhatTheDocumentDoesNotAllow(
      String method,
      String path,
      String request,
      int status,
      String type,
      String response,
      String error) {
    List<String> errors =
        Contract.OF_THE_API.errors(
            method, path, request, status, type == null ? "" : type, response);

    if (error == null) {
      assertThat(errors).isEmpty();
    } else {
      assertThat(errors).isNotEmpty().allSatisfy(one -> assertThat(one).contains(error));
    }
  }

  @Test
  void shouldServeAPageWithoutAnythingFromElsewhere() throws Exception {
    HttpResponse<String> page = get("/docs");

    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self';");
    assertThat(page.body()).doesNotContain("http:", "https:", "<script>");
    for (String file : Set.of("swagger-ui.css", "swagger-ui-bundle.js", "start.js")) {
      assertThat(page.body()).contains("\"/docs/" + file + "\"");
      assertThat(get("/docs/" + file).statusCode()).isEqualTo(200);
    }
    assertThat(get("/docs/start.js").body()).contains("\"/openapi.json\"");
  }

  @Test
  void shouldServeNoOtherFile() {
    for (String file : Set.of("index.html", "..", "swagger-ui.js", "%2e%2e%2fpom.properties")) {
      ApiClient.Reply reply = it.client.get("/docs/" + file);
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:unknown-path");
    }
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + it.api.port() + path)).build(),
          BodyHandlers.ofString());
    }
  }
}
