package io.dormouse.streams.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.schemas.blueprint.BlueprintId;
import io.dormouse.schemas.domain.DomainName;
import io.dormouse.schemas.instance.Cause;
import io.dormouse.schemas.instance.CauseKind;
import io.dormouse.schemas.instance.InstanceAction;
import io.dormouse.schemas.instance.InstanceCommand;
import io.dormouse.schemas.instance.InstanceCommand.CreateInstance;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.InstanceStatus;
import io.dormouse.schemas.instance.InstanceView;
import io.dormouse.schemas.instance.OwnerId;
import io.dormouse.schemas.signup.SignUp;
import io.dormouse.streams.api.http.Answer;
import io.dormouse.streams.api.http.JsonBody;
import io.dormouse.streams.api.http.Problem;
import io.dormouse.streams.api.http.ProblemType;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.json.Words;
import java.util.List;
import java.util.Set;

/** Makes instances, shows them, and passes on what is asked of them. */
final class InstanceEndpoints {

  private static final int LONGEST_PLAN = 100;

  private final Tables tables;
  private final Commands commands;
  private final Feasibility feasibility;

  InstanceEndpoints(Tables tables, Commands commands, Feasibility feasibility) {
    this.tables = tables;
    this.commands = commands;
    this.feasibility = feasibility;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/v1/signups", Route.Body.JSON, this::signUp),
        Route.post("/v1/instances", Route.Body.JSON, this::create),
        Route.get("/v1/instances", this::list, "status", "limit", "after"),
        Route.get("/v1/instances/{id}", this::one),
        Route.post("/v1/instances/{id}/actions/{action}", Route.Body.OPTIONAL, this::act));
  }

  private Answer signUp(Request request) {
    Caller caller = Caller.of(request);
    JsonBody body = request.json(Set.of("instance", "blueprint", "domain", "owner", "plan"));
    SignUp signUp =
        new SignUp(
            caller.command(),
            caller.actor(),
            body.need("instance", InstanceId::new),
            body.need("blueprint", BlueprintId::new),
            body.find("domain", DomainName::of).orElse(null),
            owner(body, caller),
            body.find("plan", InstanceEndpoints::plan).orElse(null));
    DomainName domain = feasibility.checkNew(signUp.wanted(), signUp.blueprint(), signUp.domain());
    return answer(signUp.wanted(), commands.sendAndRoute(Order.of(signUp), domain));
  }

  private Answer create(Request request) {
    Caller caller = Caller.of(request);
    JsonBody body = request.json(Set.of("id", "blueprint", "domain", "owner", "passivation"));
    InstanceId id = body.need("id", InstanceId::new);
    CreateInstance command =
        new CreateInstance(
            body.need("blueprint", BlueprintId::new),
            BlueprintJson.passivation(body).orElse(null),
            body.find("domain", DomainName::of).orElse(null),
            owner(body, caller));
    DomainName domain = feasibility.checkNew(id, command.blueprint(), command.domain());
    return answer(id, commands.sendAndRoute(Order.to(id, caller, command), domain));
  }

  private Answer list(Request request) {
    InstanceStatus status =
        request.query("status", text -> Words.parse(InstanceStatus.class, text)).orElse(null);
    InstanceId after = request.query("after", InstanceId::new).orElse(null);
    String path = "/v1/instances" + (status == null ? "" : "?status=" + Words.of(status));
    return Page.of(request, path)
        .answer(
            tables.instances().after(after).stream()
                .filter(view -> status == null || view.status() == status),
            view -> view.id().value(),
            InstanceJson::of);
  }

  private Answer one(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    return Answer.ok(InstanceJson.of(tables.instances().find(id).orElseThrow(() -> unknown(id))));
  }

  private Answer act(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    InstanceAction action =
        request.variable("action", text -> Words.parse(InstanceAction.class, text));
    if (request.body().length() > 0) {
      request.json(Set.of());
    }
    return answer(id, commands.send(Order.to(id, Caller.of(request), command(action))));
  }

  private static InstanceCommand command(InstanceAction action) {
    Cause cause = Cause.of(CauseKind.API);
    return switch (action) {
      case WAKE -> new InstanceCommand.WakeInstance(cause);
      case STOP -> new InstanceCommand.StopInstance(cause);
      case PASSIVATE -> new InstanceCommand.PassivateInstance(cause);
      case DELETE -> new InstanceCommand.DeleteInstance(cause);
    };
  }

  private Answer answer(InstanceId id, Receipt receipt) {
    ObjectNode json = receipt.toJson().put("instance", id.value());
    List<InstanceAction> legal =
        tables.instances().find(id).map(InstanceView::legalActions).orElse(List.of());
    tables.instances().find(id).ifPresent(view -> json.put("status", Words.of(view.status())));
    json.set("links", InstanceJson.links(id, legal));
    return Answer.of(202, json).withHeader("Location", InstanceJson.path(id));
  }

  static Problem unknown(InstanceId id) {
    return new Problem(
        ProblemType.UNKNOWN_INSTANCE,
        "Expected the id of an instance, but there is none called '%s'.".formatted(id));
  }

  private static OwnerId owner(JsonBody body, Caller caller) {
    return body.find("owner", OwnerId::new).orElseGet(() -> new OwnerId(caller.actor().id()));
  }

  private static String plan(String text) {
    if (text.isBlank() || text.length() > LONGEST_PLAN) {
      throw new IllegalArgumentException(
          "Expected a plan of 1 to %d characters, but got %d."
              .formatted(LONGEST_PLAN, text.strip().length()));
    }
    return text;
  }
}
