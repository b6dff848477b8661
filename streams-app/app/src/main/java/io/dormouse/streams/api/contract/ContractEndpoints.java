package io.dormouse.streams.api.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Endpoints of the API's description: an OpenAPI 3.1 document, and a page that shows it with
 * Swagger UI. Nothing of the page comes from elsewhere, so it works without a network.
 */
public final class ContractEndpoints {

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Dormouse control API</title>
      <link rel="stylesheet" href="/docs/swagger-ui.css">
      </head>
      <body>
      <main id="api"></main>
      <script src="/docs/swagger-ui-bundle.js"></script>
      <script src="/docs/start.js"></script>
      </body>
      </html>
      """;

  private static final String START =
      """
      SwaggerUIBundle({url: "/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null});
      """;

  /** Swagger UI sets styles of its elements, and its icons are in its script and style. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String LIBRARY = "/META-INF/resources/webjars/swagger-ui/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final Map<String, String> LIBRARY_FILES =
      Map.of("swagger-ui-bundle.js", SCRIPT, "swagger-ui.css", "text/css; charset=utf-8");

  public List<Route> routes() {
    return List.of(
        Route.get(Permission.NONE, "/openapi.json", request -> Response.ok(document())),
        Route.get(Permission.NONE, "/docs", request -> page()),
        Route.get(Permission.NONE, "/docs/{file}", ContractEndpoints::file));
  }

  /** The document. */
  static JsonNode document() {
    try (InputStream yaml = open("/openapi/openapi.yaml")) {
      return new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response page() {
    return Response.text("text/html; charset=utf-8", PAGE)
        .withHeader("Content-Security-Policy", POLICY)
        .withHeader("Referrer-Policy", "no-referrer");
  }

  private static Response file(Request request) {
    String name = request.variable("file", text -> text);
    if (name.equals("start.js")) {
      return Response.text(SCRIPT, START);
    }
    String type = LIBRARY_FILES.get(name);
    if (type == null) {
      throw new Problem(
          ProblemType.UNKNOWN_PATH, "Expected a file of the page, but got '%s'.".formatted(name));
    }
    return Response.text(type, libraryFile(name));
  }

  private static String libraryFile(String name) {
    Properties library = new Properties();
    try (InputStream about = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      library.load(about);
      try (InputStream file = open(LIBRARY + library.getProperty("version") + "/" + name)) {
        return new String(file.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) throws FileNotFoundException {
    InputStream found = ContractEndpoints.class.getResourceAsStream(resource);
    if (found == null) {
      throw new FileNotFoundException("Expected %s in the class path.".formatted(resource));
    }
    return found;
  }
}
