package io.dormouse.sample.http;

import io.dormouse.sample.documents.Documents;
import io.dormouse.sample.documents.Storage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the handler of a request, and turns every failure into a problem document. Blocking. */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final String DOCUMENTS = "/documents";

  private final Whoami whoami;
  private final Storage storage;
  private final Page page;

  Routes(Whoami whoami, Storage storage) {
    this.whoami = whoami;
    this.storage = storage;
    this.page = new Page(whoami);
  }

  void serve(Exchange exchange) {
    try {
      answer(exchange);
    } catch (ClientGoneException gone) {
      LOG.atDebug().addKeyValue("path", exchange.path()).setCause(gone).log("Client went away");
      exchange.abort();
    } finally {
      exchange.discardRest();
    }
  }

  private void answer(Exchange exchange) throws ClientGoneException {
    try {
      route(exchange);
    } catch (Problem problem) {
      answer(exchange, problem);
    } catch (ClientGoneException gone) {
      throw gone;
    } catch (IOException e) {
      LOG.atError().addKeyValue("path", exchange.path()).setCause(e).log("Storage failed");
      answer(exchange, Problem.storageFailed(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("path", exchange.path()).setCause(e).log("Request failed");
      answer(exchange, Problem.unexpected());
    }
  }

  private static void answer(Exchange exchange, Problem problem) throws ClientGoneException {
    if (exchange.begun()) {
      exchange.abort();
      return;
    }
    try {
      exchange.answer(
          problem.status(),
          problem.status() == 503
              ? Map.of("Content-Type", "application/problem+json", "Retry-After", "1")
              : Map.of("Content-Type", "application/problem+json"),
          problem.toJson().toBuffer());
    } catch (IOException e) {
      throw new ClientGoneException("The client did not take the answer", e);
    }
  }

  private void route(Exchange exchange) throws IOException {
    String path = exchange.path();
    switch (path) {
      case "/" -> {
        only(exchange, HttpMethod.GET, HttpMethod.HEAD);
        exchange.answer(200, Page.HEADERS, page.of(documents().list()));
      }
      case "/healthz" -> {
        only(exchange, HttpMethod.GET, HttpMethod.HEAD);
        documents();
        exchange.answer(200, Map.of("Content-Type", "text/plain"), Buffer.buffer("ok"));
      }
      case "/whoami" -> {
        only(exchange, HttpMethod.GET, HttpMethod.HEAD);
        exchange.answer(
            200, Map.of("Content-Type", "application/json"), whoami.toJson().toBuffer());
      }
      case DOCUMENTS -> {
        only(exchange, HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
        DocumentRoutes routes = new DocumentRoutes(documents());
        if (exchange.method().equals(HttpMethod.POST)) {
          routes.upload(exchange);
        } else {
          routes.list(exchange);
        }
      }
      default -> document(exchange, path);
    }
  }

  private void document(Exchange exchange, String path) throws IOException {
    if (!path.startsWith(DOCUMENTS + "/")) {
      throw Problem.notFound("There is nothing at this path; documents are under /documents.");
    }
    only(exchange, HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE);
    String encodedName = path.substring(DOCUMENTS.length() + 1);
    DocumentRoutes routes = new DocumentRoutes(documents());
    switch (exchange.method().name()) {
      case "PUT" -> routes.put(exchange, encodedName);
      case "DELETE" -> routes.delete(exchange, encodedName);
      default -> routes.get(exchange, encodedName);
    }
  }

  private Documents documents() {
    return storage.documents().orElseThrow(() -> Problem.notReady(storage.missing()));
  }

  private static void only(Exchange exchange, HttpMethod... allowed) {
    List<HttpMethod> methods = List.of(allowed);
    if (!methods.contains(exchange.method())) {
      throw Problem.methodNotAllowed(
          methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")));
    }
  }
}
