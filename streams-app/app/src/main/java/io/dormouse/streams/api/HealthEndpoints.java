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
import io.dormouse.streams.history.HistoryException;
import io.dormouse.streams.history.HistoryProgress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Endpoints of liveness, readiness and meters. */
final class HealthEndpoints {

  private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);

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

  /**
   * The handler, which answers 503 until the tables have caught up, and while the files of the
   * history fail.
   */
  RouteHandler whenCaughtUp(RouteHandler handler) {
    return request -> {
      if (!tablesCaughtUp.getAsBoolean()) {
        throw new Problem(
                ProblemType.NOT_READY, "The topics are still being read; try again in a moment.")
            .retryAfter(Duration.ofSeconds(1));
      }
      try {
        return handler.answer(request);
      } catch (HistoryException e) {
        LOG.atWarn().setMessage("history not readable").setCause(e).log();
        throw new Problem(
                ProblemType.UNAVAILABLE,
                "The history cannot be read at present; /ready tells more. Try again in a moment.")
            .retryAfter(Duration.ofSeconds(1));
      }
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
    body.set("history", RecordJson.of(inSeconds(history.get())));
    return Response.of(readiness.status(), body);
  }

  private static HistoryProgress inSeconds(HistoryProgress progress) {
    Duration left = progress.left();
    return new HistoryProgress(
        progress.caughtUp(),
        progress.unread(),
        left == null ? null : left.truncatedTo(ChronoUnit.SECONDS),
        progress.failing());
  }

  private Response meters(Request request) {
    return Response.text(ProgramMetrics.CONTENT_TYPE, metrics.text());
  }
}
