package io.dormouse.edge.admin;

import io.dormouse.edge.observe.EdgeMetrics;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.kit.admin.ProgramReadiness;
import io.dormouse.kit.metrics.ProgramMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health}: 200 while the process lives; {@code /ready}: 200 once the edge serves, else 503;
 * {@code /routes}: size, source and age of the routes; {@code /metrics}: metrics for Prometheus.
 */
public final class AdminServer {

  /**
   * The source of the routes.
   *
   * @param source {@code snapshot}, {@code topics} or {@code none}
   * @param asOf the last time that a broker confirmed the routes
   * @param unread number of records still to be read, as far as is known
   */
  public record Knowledge(
      String source, @Nullable Instant asOf, @Nullable Long unsaved, long unread) {}

  private static final int LONGEST_IDLE_SECONDS = 30;

  private final Vertx vertx;
  private final RoutingTable table;
  private final EdgeMetrics metrics;
  private final Supplier<Knowledge> knowledge;
  private final BooleanSupplier ready;
  private final HttpServer server;

  public AdminServer(
      Vertx vertx,
      RoutingTable table,
      EdgeMetrics metrics,
      Supplier<Knowledge> knowledge,
      BooleanSupplier ready) {
    this.vertx = vertx;
    this.table = table;
    this.metrics = metrics;
    this.knowledge = knowledge;
    this.ready = ready;
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setIdleTimeout(LONGEST_IDLE_SECONDS))
            .requestHandler(this::answer);
  }

  public Future<AdminServer> listen(String host, int port) {
    return server.listen(port, host).map(this);
  }

  public int port() {
    return server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/health" -> end(request, 200, new JsonObject().put("status", "alive"));
      case "/ready" -> {
        ProgramReadiness readiness = ProgramReadiness.of(ready.getAsBoolean());
        end(request, readiness.status(), new JsonObject(readiness.json()));
      }
      case "/routes" -> end(request, 200, routes());
      case "/metrics" ->
          vertx
              .executeBlocking(metrics::text, false)
              .onSuccess(text ->
                  request
                      .response()
                      .putHeader(HttpHeaders.CONTENT_TYPE, ProgramMetrics.CONTENT_TYPE)
                      .end(text))
              .onFailure(failed -> end(request, 500, new JsonObject().put("title", "Failed")));
      default -> end(request, 404, new JsonObject().put("title", "Nothing here"));
    }
  }

  private JsonObject routes() {
    Knowledge known = knowledge.get();
    return new JsonObject()
        .put("domains", table.domains())
        .put("instances", table.instances())
        .put("source", known.source())
        .put("asOf", known.asOf() == null ? null : known.asOf().toString())
        .put("unsaved", known.unsaved())
        .put("unread", known.unread());
  }

  private static void end(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.encode());
  }
}
