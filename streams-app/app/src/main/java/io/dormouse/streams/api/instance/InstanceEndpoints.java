package io.dormouse.streams.api.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.settings.Durations;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceAction;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.ChangePlan;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceCommand.DeleteInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.PlanId;
import io.dormouse.streams.api.blueprint.PassivationJson;
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
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Times;
import io.dormouse.streams.api.view.OwnInstances;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.api.view.Tables;
import io.dormouse.streams.history.PastInstances;
import io.dormouse.streams.history.PastInstances.Past;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Endpoints of instances and their actions. */
public final class InstanceEndpoints {

  /** {@code Retry-After} of a queued instance: two heartbeats of the hosts. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(4);

  private final Tables tables;
  private final CommandGateway commands;
  private final PreflightChecks preflight;
  private final InstanceCreation creation;
  private final ReadableHistory history;
  private final PastPages pastPages;

  public InstanceEndpoints(
      Tables tables, ReadableHistory history, CommandGateway commands, PreflightChecks preflight) {
    this.tables = tables;
    this.history = history;
    this.pastPages = new PastPages(history);
    this.commands = commands;
    this.preflight = preflight;
    this.creation = new InstanceCreation(commands, preflight);
  }

  public List<Route> routes() {
    return List.of(
        Route.post(Permission.OPERATE_ALL, "/v1/instances", Route.Body.JSON, this::create),
        Route.get(Permission.READ, "/v1/instances", this::list, "status", "at", "limit", "after"),
        Route.get(Permission.READ, "/v1/instances/{id}", this::one, "at"),
        Route.post(
            Permission.OPERATE,
            "/v1/instances/{id}/actions/{action}",
            Route.Body.OPTIONAL,
            this::act),
        Route.put(Permission.OPERATE_ALL, "/v1/instances/{id}/plan", this::changePlan),
        Route.put(Permission.OPERATE_ALL, "/v1/instances/{id}/policy", this::changePolicy));
  }

  private Response create(Request request) {
    InstanceCreation.Created created =
        creation.create(Caller.of(request), request.json(InstanceCreation.MEMBERS));
    return answer(created.id(), created.receipt());
  }

  private Response list(Request request) {
    InstanceStatus status =
        request.query("status", text -> EnumNames.parse(InstanceStatus.class, text)).orElse(null);
    InstanceId after = request.query("after", InstanceId::new).orElse(null);
    Instant at = request.query("at", Times::parse).orElse(null);
    ResultPage page = ResultPage.of(request, "/v1/instances" + filter(status, at));
    Principal principal = request.principal();
    if (at != null) {
      return pastPages.answer(page, after, List.of(at), past -> item(past, principal, status));
    }
    QueuePositions positions = positions();
    return page.answer(
        now(principal, after, status),
        view -> view.id().value(),
        view -> InstanceJson.of(view, positions));
  }

  private static Optional<JsonNode> item(
      Past past, Principal principal, @Nullable InstanceStatus status) {
    return past.views()
        .getFirst()
        .filter(view -> principal.sees(view.owner()))
        .filter(view -> status == null || view.status() == status)
        .map(view -> InstanceJson.of(view, QueuePositions.NONE));
  }

  private static String filter(@Nullable InstanceStatus status, @Nullable Instant at) {
    String filter =
        Stream.of(
                status == null ? "" : "status=" + EnumNames.of(status),
                at == null ? "" : "at=" + URLEncoder.encode(at.toString(), UTF_8))
            .filter(one -> !one.isEmpty())
            .collect(Collectors.joining("&"));
    return filter.isEmpty() ? "" : "?" + filter;
  }

  private Stream<InstanceView> now(
      Principal principal, @Nullable InstanceId after, @Nullable InstanceStatus status) {
    if (principal.owner() != null) {
      return tables
          .instances()
          .after(after, principal.owner())
          .filter(view -> status == null || view.status() == status);
    }
    return status == null
        ? tables.instances().after(after)
        : tables.instances().after(after, status);
  }

  private Response one(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    Optional<Instant> at = request.query("at", Times::parse);
    InstanceView view =
        at.map(then -> then(id, then))
            .orElseGet(() -> tables.instances().find(id))
            .filter(found -> request.principal().sees(found.owner()))
            .orElseThrow(() -> at.isEmpty() ? unknown(id) : unknown(id, at.get()));
    boolean queued = at.isEmpty() && view.status() == InstanceStatus.QUEUED;
    return Response.ok(InstanceJson.of(view, queued ? positions() : QueuePositions.NONE));
  }

  private Optional<InstanceView> then(InstanceId id, Instant at) {
    PastInstances past = new PastInstances(history.indexUpTo(id));
    return history.read(() -> past.find(id, at));
  }

  private Response act(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    InstanceAction action =
        request.variable("action", text -> EnumNames.parse(InstanceAction.class, text));
    checkOwn(id, request.principal());
    return answer(
        id, commands.send(OutgoingCommand.to(id, Caller.of(request), command(action, request))));
  }

  private Response changePlan(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    PlanId plan = request.json(Set.of("plan")).need("plan", PlanId::new);
    preflight.checkPlan(plan);
    return answer(
        id, commands.send(OutgoingCommand.to(id, Caller.of(request), new ChangePlan(plan))));
  }

  private Response changePolicy(Request request) {
    InstanceId id = request.variable("id", InstanceId::new);
    ChangePolicy change =
        PassivationJson.change(request.json(Set.of("passivation", "followBlueprint")));
    return answer(id, commands.send(OutgoingCommand.to(id, Caller.of(request), change)));
  }

  /** Throws {@link Problem} if the body has a member that the action does not take. */
  private static InstanceCommand command(InstanceAction action, Request request) {
    Cause cause = Cause.of(CauseKind.API);
    Optional<JsonBody> body =
        request.optionalJson(
            action == InstanceAction.DELETE ? Set.of("export", "grace") : Set.of());
    return switch (action) {
      case WAKE -> new InstanceCommand.WakeInstance(cause);
      case STOP -> new InstanceCommand.StopInstance(cause);
      case PASSIVATE -> new InstanceCommand.PassivateInstance(cause);
      case RESTORE -> new InstanceCommand.RestoreInstance(cause);
      case RETRY -> new InstanceCommand.RetryResources(cause);
      case DELETE ->
          new DeleteInstance(
              cause,
              body.flatMap(members -> members.findFlag("export")).orElse(false),
              body.flatMap(members -> members.find("grace", InstanceEndpoints::grace))
                  .orElse(null));
    };
  }

  private static Duration grace(String text) {
    return Durations.parse(text, Duration.ZERO, DeleteInstance.LONGEST_GRACE);
  }

  /** The brain knows no principals, so the command is not written for one of another owner. */
  private void checkOwn(InstanceId id, Principal principal) {
    if (principal.owner() != null
        && new OwnInstances(tables.instances(), principal).find(id).isEmpty()) {
      throw unknown(id);
    }
  }

  private Response answer(InstanceId id, Receipt receipt) {
    Optional<InstanceView> view = tables.instances().find(id);
    ObjectNode json = InstanceJson.of(id, receipt, view);
    Optional<InstanceView> queued = view.filter(now -> now.status() == InstanceStatus.QUEUED);
    queued.ifPresent(now -> json.set("queue", positions().json(now)));
    Response answer = Response.of(202, json).withHeader("Location", InstanceJson.path(id));
    return queued.isPresent()
        ? answer.withHeader("Retry-After", String.valueOf(LOOK_AGAIN.toSeconds()))
        : answer;
  }

  private QueuePositions positions() {
    return QueuePositions.of(tables.instances().after(null, InstanceStatus.QUEUED));
  }

  private static Problem unknown(InstanceId id, Instant at) {
    return new Problem(
        ProblemType.UNKNOWN_INSTANCE,
        "Expected an instance, but there was none called '%s' at %s.".formatted(id, at));
  }

  public static Problem unknown(InstanceId id) {
    return new Problem(
        ProblemType.UNKNOWN_INSTANCE,
        "Expected the id of an instance, but there is none called '%s'.".formatted(id));
  }
}
