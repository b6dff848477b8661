package io.dormouse.streams.api.blueprint;

import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.view.Table;
import io.dormouse.streams.api.view.Tables;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Endpoints of blueprints. The API writes them, one at a time, so that versions grow one by one.
 */
public final class BlueprintEndpoints {

  private final Table<BlueprintId, Blueprint> blueprints;
  private final CommandGateway commands;
  private final PreflightChecks preflight;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  public BlueprintEndpoints(Tables tables, CommandGateway commands, PreflightChecks preflight) {
    this.blueprints = tables.blueprints();
    this.commands = commands;
    this.preflight = preflight;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/blueprints", this::list, "limit", "after"),
        Route.get("/v1/blueprints/{id}", this::one),
        Route.put("/v1/blueprints/{id}", this::put));
  }

  private Response list(Request request) {
    BlueprintId after = request.query("after", BlueprintId::new).orElse(null);
    return ResultPage.of(request, "/v1/blueprints")
        .answer(
            blueprints.after(after).stream(),
            blueprint -> blueprint.id().value(),
            BlueprintJson::of);
  }

  private Response one(Request request) {
    BlueprintId id = request.variable("id", BlueprintId::new);
    return blueprints
        .find(id)
        .map(blueprint -> Response.ok(BlueprintJson.of(blueprint)))
        .orElseThrow(() ->
            new Problem(
                ProblemType.NO_SUCH_BLUEPRINT,
                "Expected the id of a blueprint, but there is none called '%s'.".formatted(id)));
  }

  private Response put(Request request) {
    BlueprintId id = request.variable("id", BlueprintId::new);
    JsonBody body = request.json(BlueprintJson.MEMBERS);
    body.find("id", BlueprintId::new)
        .filter(named -> !named.equals(id))
        .ifPresent(named -> {
          throw Problem.member("id", "'%s' as in the path".formatted(id), "'" + named + "'");
        });
    oneAtATime.lock();
    try {
      return put(id, body);
    } finally {
      oneAtATime.unlock();
    }
  }

  private Response put(BlueprintId id, JsonBody body) {
    Optional<Blueprint> current = blueprints.find(id);
    int version = current.map(Blueprint::version).orElse(0);
    Blueprint next = BlueprintJson.read(id, version + 1, body);
    checkVersion(body, version);
    preflight.checkMemory(next);
    if (current.filter(known -> sameContent(known, next)).isPresent()) {
      return answer(200, current.get());
    }
    commands.write(Topic.BLUEPRINTS, id.value(), Codecs.BLUEPRINT, next);
    boolean shown =
        blueprints.await(
            id, known -> known != null && known.version() >= next.version(), commands.deadline());
    return answer(!shown ? 202 : current.isPresent() ? 200 : 201, next);
  }

  private static void checkVersion(JsonBody body, int current) {
    body.findNumber("version")
        .filter(seen -> seen != current)
        .ifPresent(seen -> {
          throw new Problem(
                  ProblemType.CONFLICT,
                  "Expected the present version %d, or none, but got %d.".formatted(current, seen))
              .with("version", current);
        });
  }

  private static boolean sameContent(Blueprint known, Blueprint next) {
    return known.equals(
        new Blueprint(
            next.id(),
            known.version(),
            next.spec(),
            next.replicas(),
            next.passivation(),
            next.pool(),
            next.resources(),
            next.seed()));
  }

  private static Response answer(int status, Blueprint blueprint) {
    return Response.of(status, BlueprintJson.of(blueprint))
        .withHeader("Location", "/v1/blueprints/" + blueprint.id());
  }
}
