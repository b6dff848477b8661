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
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.command.OutgoingCommand;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.command.Receipt;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.view.OwnInstances;
import io.dormouse.streams.api.view.Tables;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        Route.get(Permission.READ, "/v1/domains", this::list, "limit", "after"),
        Route.get(Permission.READ, "/v1/domains/{name}", this::one),
        Route.put(Permission.OPERATE, "/v1/domains/{name}", this::claim),
        Route.delete(Permission.OPERATE, "/v1/domains/{name}", this::release));
  }

  private Response list(Request request) {
    DomainName after = request.query("after", DomainName::registered).orElse(null);
    return ResultPage.of(request, "/v1/domains")
        .answer(
            routes(request.principal(), after),
            route -> route.domain().value(),
            DomainEndpoints::json);
  }

  private Stream<DomainRoute> routes(Principal principal, @Nullable DomainName after) {
    return principal.owner() == null
        ? tables.domains().after(after)
        : tables
            .instances()
            .after(null, principal.owner())
            .flatMap(own -> tables.domains().after(after, new ToInstance(own.id())))
            .sorted(Comparator.comparing(route -> route.domain().value()));
  }

  private Response one(Request request) {
    DomainName name = request.variable("name", DomainName::registered);
    return tables
        .domains()
        .find(name)
        .filter(own(request)::has)
        .map(route -> Response.ok(json(route)))
        .orElseThrow(() -> unknown(name));
  }

  private static Problem unknown(DomainName name) {
    return new Problem(
        ProblemType.UNKNOWN_DOMAIN,
        "Expected a domain with a target, but '%s' has none.".formatted(name));
  }

  private OwnInstances own(Request request) {
    return new OwnInstances(tables.instances(), request.principal());
  }

  private Response claim(Request request) {
    DomainName name = request.variable("name", DomainName::registered);
    JsonBody body = request.json(DomainJson.MEMBERS);
    RouteTarget target = DomainJson.target(body);
    DomainOptions options = DomainJson.options(name, body);
    if (target instanceof ToInstance(InstanceId instance) && !exists(instance, request)) {
      throw new Problem(
              ProblemType.UNKNOWN_TARGET,
              "Expected the id of an instance, but there is none called '%s'.".formatted(instance))
          .with("member", "instance");
    }
    if (target instanceof ToUri && request.principal().owner() != null) {
      throw new Problem(
              ProblemType.FORBIDDEN,
              "Expected an instance as the target, since the key or token is one owner's, but got a URI.")
          .with("member", "uri");
    }
    preflight.checkClaim(name, target);
    return send(request, new ClaimDomain(name, target, options));
  }

  private Response release(Request request) {
    DomainName name = request.variable("name", DomainName::registered);
    return send(request, new ReleaseDomain(name, holder(name, request)));
  }

  /**
   * The only instance from which the caller may release the domain, or null if it may from any.
   * Throws {@link Problem} if it is another owner's.
   */
  private @Nullable InstanceId holder(DomainName name, Request request) {
    if (request.principal().owner() == null) {
      return null;
    }
    return tables
        .domains()
        .find(name)
        .filter(own(request)::has)
        .map(route -> route.target() instanceof ToInstance(InstanceId id) ? id : null)
        .orElseThrow(() -> unknown(name));
  }

  private Response send(Request request, DomainCommand command) {
    Receipt receipt = commands.send(OutgoingCommand.of(Caller.of(request), command));
    String self = path(command.domain());
    ObjectNode json = receipt.toJson().put("domain", command.domain().value());
    json.putObject("links").put("self", self);
    return Response.of(202, json).withHeader("Location", self);
  }

  private boolean exists(InstanceId id, Request request) {
    return own(request)
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
