package io.dormouse.streams.api.blueprint;

import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.command.CommandGateway;
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
        Route.get("/v1/plans", this::list, "limit", "after"),
        Route.get("/v1/plans/{id}", this::one),
        Route.put("/v1/plans/{id}", this::put),
        Route.delete("/v1/plans/{id}", this::remove));
  }

  private Response list(Request request) {
    PlanId after = request.query("after", PlanId::new).orElse(null);
    return ResultPage.of(request, "/v1/plans")
        .answer(plans.after(after).stream(), plan -> plan.id().value(), PlanJson::of);
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
    Optional<Plan> current = plans.find(id);
    if (current.filter(next::equals).isPresent()) {
      return answer(200, next);
    }
    commands.write(Topic.PLANS, id.value(), Codecs.PLAN, next);
    boolean shown = plans.await(id, next::equals, commands.deadline());
    return answer(!shown ? 202 : current.isPresent() ? 200 : 201, next);
  }

  private Response remove(Request request) {
    PlanId id = request.variable("id", PlanId::new);
    if (plans.find(id).isEmpty()) {
      throw none(id);
    }
    commands.remove(Topic.PLANS, id.value());
    plans.await(id, plan -> plan == null, commands.deadline());
    return Response.done();
  }

  private static Response answer(int status, Plan plan) {
    return Response.of(status, PlanJson.of(plan)).withHeader("Location", "/v1/plans/" + plan.id());
  }

  private static Problem none(PlanId id) {
    return new Problem(
        ProblemType.NO_SUCH_PLAN,
        "Expected the id of a plan, but there is none called '%s'.".formatted(id));
  }
}
