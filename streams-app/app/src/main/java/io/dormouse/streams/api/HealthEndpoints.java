package io.dormouse.streams.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.admin.ProgramReadiness;
import io.dormouse.kit.metrics.ProgramMetrics;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.RouteHandler;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.json.RecordJson;
import io.dormouse.streams.history.HistoryProgress;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Endpoints of liveness, readiness and meters. */
final class HealthEndpoints {

  private final BooleanSupplier tablesCaughtUp;
  private final BooleanSupplier streamsRunning;
  private final Supplier<HistoryProgress> history;
  private final ProgramMetrics metrics;

  HealthEndpoints(
      BooleanSupplier tablesCaughtUp,
      BooleanSupplier streamsRunning,
      Supplier<HistoryProgress> history,
      ProgramMetrics metrics) {
    this.history = history;
    this.metrics = metrics;
    this.tablesCaughtUp = tablesCaughtUp;
    this.streamsRunning = streamsRunning;
  }

  List<Route> routes() {
    return List.of(
        Route.get(Permission.NONE, "/health", this::health),
        Route.get(Permission.NONE, "/ready", this::ready),
        Route.get(Permission.NONE, "/metrics", this::meters));
  }

  /** The handler, which answers 503 until the tables have caught up. */
  RouteHandler whenCaughtUp(RouteHandler handler) {
    return request -> {
      if (!tablesCaughtUp.getAsBoolean()) {
        throw new Problem(
                ProblemType.NOT_READY, "The topics are still being read; try again in a moment.")
            .retryAfter(Duration.ofSeconds(1));
      }
      return handler.answer(request);
    };
  }

  private Response health(Request request) {
    return Response.ok(Json.object().put("status", "up"));
  }

  private Response ready(Request request) {
    ProgramReadiness readiness =
        ProgramReadiness.of("tables", tablesCaughtUp.getAsBoolean())
            .and("streams", streamsRunning.getAsBoolean());
    ObjectNode body = Json.object();
    readiness.members().forEach(body::put);
    body.set("history", RecordJson.of(history.get()));
    return Response.of(readiness.status(), body);
  }

  private Response meters(Request request) {
    return Response.text(ProgramMetrics.CONTENT_TYPE, metrics.text());
  }
}
