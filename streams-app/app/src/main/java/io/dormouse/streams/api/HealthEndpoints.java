package io.dormouse.streams.api;

import io.dormouse.streams.api.http.Endpoint;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Says whether the program lives and whether it is of use yet. */
final class HealthEndpoints {

  private final BooleanSupplier tablesCaughtUp;
  private final BooleanSupplier streamsRunning;

  HealthEndpoints(BooleanSupplier tablesCaughtUp, BooleanSupplier streamsRunning) {
    this.tablesCaughtUp = tablesCaughtUp;
    this.streamsRunning = streamsRunning;
  }

  List<Route> routes() {
    return List.of(Route.get("/health", this::health), Route.get("/ready", this::ready));
  }

  /** The endpoint, which answers 503 until the tables have caught up. */
  Endpoint whenCaughtUp(Endpoint endpoint) {
    return request -> {
      if (!tablesCaughtUp.getAsBoolean()) {
        throw new Problem(
                ProblemType.NOT_READY, "The topics are still being read; try again in a moment.")
            .retryAfter(Duration.ofSeconds(1));
      }
      return endpoint.answer(request);
    };
  }

  private Response health(Request request) {
    return Response.ok(Json.object().put("status", "up"));
  }

  private Response ready(Request request) {
    boolean tables = tablesCaughtUp.getAsBoolean();
    boolean streams = streamsRunning.getAsBoolean();
    return Response.of(
        tables && streams ? 200 : 503,
        Json.object()
            .put("ready", tables && streams)
            .put("tables", tables)
            .put("streams", streams));
  }
}
