package io.dormouse.streams.api.blueprint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.blueprint.BlueprintCommand.PutPlan;
import io.dormouse.language.blueprint.BlueprintCommand.RemovePlan;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.OutgoingCommand;
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
import io.dormouse.streams.api.view.CommandResult.Declined;
import io.dormouse.streams.api.view.CommandResult.PlanChanged;
import io.dormouse.streams.api.view.Table;
import io.dormouse.streams.api.view.Tables;
import java.util.List;

/** Endpoints of plans. A change of a plan does not affect the instances that have it. */
public final class PlanEndpoints {

  private final Table<PlanId, Plan> plans;
  private final CommandGateway commands;

  public PlanEndpoints(Tables tables, CommandGateway commands) {
    this.plans = tables.plans();
    this.commands = commands;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(Permission.READ, "/v1/plans", this::list, "limit", "after"),
        Route.get(Permission.READ, "/v1/plans/{id}", this::one),
        Route.put(Permission.ADMIN_ALL, "/v1/plans/{id}", this::put),
        Route.delete(Permission.ADMIN_ALL, "/v1/plans/{id}", this::remove));
  }

  private Response list(Request request) {
    PlanId after = request.query("after", PlanId::new).orElse(null);
    return ResultPage.of(request, "/v1/plans")
        .answer(plans.after(after), plan -> plan.id().value(), PlanJson::of);
  }

  private Response one(Request request) {
    PlanId id = request.variable("id", PlanId::new);
    return Response.ok(PlanJson.of(plans.find(id).orElseThrow(() -> none(id))));
  }

  private Response put(Request request) {
    PlanId id = request.variable("id", PlanId::new);
    JsonBody body = request.json(PlanJson.MEMBERS);
    body.find("id", PlanId::new)
        .filter(named -> !named.equals(id))
        .ifPresent(named -> {
          throw Problem.member("id", "'%s' as in the path".formatted(id), "'" + named + "'");
        });
    Plan next = PlanJson.read(id, body);
    OutgoingCommand<?> command = OutgoingCommand.of(Caller.of(request), new PutPlan(next));
    return commands
        .decision(command)
        .map(decision -> answer(next, decision))
        .orElseGet(() -> pending(command));
  }

  private Response answer(Plan next, CommandResult decision) {
    if (decision instanceof Declined(Rejection declined)) {
      return unchanged(next, declined);
    }
    return answer(((PlanChanged) decision).created() ? 201 : 200, next);
  }

  private Response unchanged(Plan next, Rejection declined) {
    if (declined.verdict() == Verdict.REJECTED) {
      throw RejectionProblem.of(declined);
    }
    if (declined.reason() == RejectionReason.DUPLICATE) {
      return answer(200, plans.find(next.id()).orElse(next));
    }
    plans.await(next.id(), next::equals, commands.deadline());
    return answer(200, next);
  }

  private Response remove(Request request) {
    PlanId id = request.variable("id", PlanId::new);
    OutgoingCommand<?> command = OutgoingCommand.of(Caller.of(request), new RemovePlan(id));
    return commands
        .decision(command)
        .map(decision -> removed(id, decision))
        .orElseGet(() -> pending(command));
  }

  private static Response removed(PlanId id, CommandResult decision) {
    if (decision instanceof Declined(Rejection declined)
        && declined.verdict() == Verdict.REJECTED) {
      throw declined.reason() == RejectionReason.UNKNOWN_PLAN
          ? none(id)
          : RejectionProblem.of(declined);
    }
    return Response.done();
  }

  private static Response pending(OutgoingCommand<?> command) {
    String self = path(command.key());
    ObjectNode json =
        new Receipt(command.id(), ReceiptStatus.PENDING, null).toJson().put("plan", command.key());
    json.putObject("links").put("self", self);
    return Response.of(202, json).withHeader("Location", self);
  }

  private static Response answer(int status, Plan plan) {
    return Response.of(status, PlanJson.of(plan)).withHeader("Location", path(plan.id().value()));
  }

  private static String path(String id) {
    return "/v1/plans/" + id;
  }

  private static Problem none(PlanId id) {
    return new Problem(
        ProblemType.NO_SUCH_PLAN,
        "Expected the id of a plan, but there is none called '%s'.".formatted(id));
  }
}
