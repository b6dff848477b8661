package io.dormouse.streams.api.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.domain.DomainCommand;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.OutgoingCommand;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.command.Receipt;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.view.Tables;
import java.util.List;

/** Endpoints of domains: targets, claims and releases. */
public final class DomainEndpoints {

  private final Tables tables;
  private final CommandGateway commands;
  private final PreflightChecks preflight;

  public DomainEndpoints(Tables tables, CommandGateway commands, PreflightChecks preflight) {
    this.tables = tables;
    this.commands = commands;
    this.preflight = preflight;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/domains", this::list, "limit", "after"),
        Route.get("/v1/domains/{name}", this::one),
        Route.put("/v1/domains/{name}", this::claim),
        Route.delete("/v1/domains/{name}", this::release));
  }

  private Response list(Request request) {
    DomainName after = request.query("after", DomainName::registered).orElse(null);
    return ResultPage.of(request, "/v1/domains")
        .answer(
            tables.domains().after(after), route -> route.domain().value(), DomainEndpoints::json);
  }

  private Response one(Request request) {
    DomainName name = request.variable("name", DomainName::registered);
    return tables
        .domains()
        .find(name)
        .map(route -> Response.ok(json(route)))
        .orElseThrow(() ->
            new Problem(
                ProblemType.UNKNOWN_DOMAIN,
                "Expected a domain with a target, but '%s' has none.".formatted(name)));
  }

  private Response claim(Request request) {
    DomainName name = request.variable("name", DomainName::registered);
    JsonBody body = request.json(DomainJson.MEMBERS);
    RouteTarget target = DomainJson.target(body);
    DomainOptions options = DomainJson.options(name, body);
    if (target instanceof ToInstance(InstanceId instance) && !exists(instance)) {
      throw new Problem(
              ProblemType.UNKNOWN_TARGET,
              "Expected the id of an instance, but there is none called '%s'.".formatted(instance))
          .with("member", "instance");
    }
    preflight.checkClaim(name, target);
    return send(request, new ClaimDomain(name, target, options));
  }

  private Response release(Request request) {
    return send(request, new ReleaseDomain(request.variable("name", DomainName::registered), null));
  }

  private Response send(Request request, DomainCommand command) {
    Receipt receipt = commands.send(OutgoingCommand.of(Caller.of(request), command));
    String self = path(command.domain());
    ObjectNode json = receipt.toJson().put("domain", command.domain().value());
    json.putObject("links").put("self", self);
    return Response.of(202, json).withHeader("Location", self);
  }

  private boolean exists(InstanceId id) {
    return tables
        .instances()
        .find(id)
        .filter(view -> view.status() != InstanceStatus.DELETED)
        .isPresent();
  }

  private static String path(DomainName name) {
    return "/v1/domains/" + name;
  }

  private static ObjectNode json(DomainRoute route) {
    ObjectNode json = DomainJson.of(route);
    json.putObject("links").put("self", path(route.domain()));
    return json;
  }
}
