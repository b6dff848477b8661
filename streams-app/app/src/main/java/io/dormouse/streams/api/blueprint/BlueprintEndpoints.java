package io.dormouse.streams.api.blueprint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommand.PutBlueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.OutgoingCommand;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.command.Receipt;
import io.dormouse.streams.api.command.Receipt.ReceiptStatus;
import io.dormouse.streams.api.command.RejectionProblem;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.view.CommandResult;
import io.dormouse.streams.api.view.CommandResult.BlueprintChanged;
import io.dormouse.streams.api.view.CommandResult.Declined;
import io.dormouse.streams.api.view.Table;
import io.dormouse.streams.api.view.Tables;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Endpoints of blueprints. The brain decides about their versions. */
public final class BlueprintEndpoints {

  private final Table<BlueprintId, Blueprint> blueprints;
  private final CommandGateway commands;
  private final PreflightChecks preflight;

  public BlueprintEndpoints(Tables tables, CommandGateway commands, PreflightChecks preflight) {
    this.blueprints = tables.blueprints();
    this.commands = commands;
    this.preflight = preflight;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(Permission.READ, "/v1/blueprints", this::list, "limit", "after"),
        Route.get(Permission.READ, "/v1/blueprints/{id}", this::one),
        Route.put(Permission.ADMIN_ALL, "/v1/blueprints/{id}", this::put));
  }

  private Response list(Request request) {
    BlueprintId after = request.query("after", BlueprintId::new).orElse(null);
    return ResultPage.of(request, "/v1/blueprints")
        .answer(blueprints.after(after), blueprint -> blueprint.id().value(), BlueprintJson::of);
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
    PutBlueprint put = BlueprintJson.read(id, body);
    preflight.checkMemory(id, put.pool(), put.spec());
    OutgoingCommand<?> command = OutgoingCommand.of(Caller.of(request), put);
    return commands
        .decision(command)
        .flatMap(decision -> answer(put, decision))
        .orElseGet(() -> pending(command));
  }

  /** Empty if the table does not show the blueprint in time. */
  private Optional<Response> answer(PutBlueprint put, CommandResult decision) {
    if (decision instanceof Declined(Rejection declined)) {
      return unchanged(put, declined);
    }
    Blueprint changed = ((BlueprintChanged) decision).blueprint();
    return Optional.of(answer(changed.version() == 1 ? 201 : 200, changed));
  }

  private Optional<Response> unchanged(PutBlueprint put, Rejection declined) {
    if (declined.reason() == RejectionReason.OUTDATED) {
      throw outdated(put, declined);
    }
    if (declined.verdict() == Verdict.REJECTED) {
      throw RejectionProblem.of(declined);
    }
    boolean repeat = declined.reason() == RejectionReason.DUPLICATE;
    blueprints.await(
        put.id(),
        known -> known != null && (repeat || put.isContentOf(known)),
        commands.deadline());
    return blueprints.find(put.id()).map(known -> answer(200, known));
  }

  /** The problem with the present version, which the table may show a moment later. */
  private Problem outdated(PutBlueprint put, Rejection declined) {
    blueprints.await(
        put.id(),
        known -> !Objects.equals(put.expectedVersion(), version(known)),
        commands.deadline());
    return new Problem(ProblemType.CONFLICT, declined.message())
        .with("version", version(blueprints.find(put.id()).orElse(null)));
  }

  private static int version(@Nullable Blueprint blueprint) {
    return blueprint == null ? 0 : blueprint.version();
  }

  private static Response pending(OutgoingCommand<?> command) {
    String self = path(command.key());
    ObjectNode json =
        new Receipt(command.id(), ReceiptStatus.PENDING, null)
            .toJson()
            .put("blueprint", command.key());
    json.putObject("links").put("self", self);
    return Response.of(202, json).withHeader("Location", self);
  }

  private static Response answer(int status, Blueprint blueprint) {
    return Response.of(status, BlueprintJson.of(blueprint))
        .withHeader("Location", path(blueprint.id().value()));
  }

  private static String path(String id) {
    return "/v1/blueprints/" + id;
  }
}
