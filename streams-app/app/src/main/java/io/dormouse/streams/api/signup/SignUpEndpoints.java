package io.dormouse.streams.api.signup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.PreflightChecks;
import io.dormouse.streams.api.command.Receipt;
import io.dormouse.streams.api.http.EventSource.Listener;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.instance.InstanceJson;
import io.dormouse.streams.api.view.Deadline;
import io.dormouse.streams.api.view.OwnInstances;
import io.dormouse.streams.api.view.Subscriptions;
import io.dormouse.streams.api.view.Tables;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Endpoints of sign-ups and of their progress. */
public final class SignUpEndpoints {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /** Clients reconnect by themselves. */
  private static final Duration LONGEST_STREAM = Duration.ofMinutes(10);

  private final Tables tables;
  private final SignUpGateway gateway;
  private final PreflightChecks preflight;
  private final InstantSource clock;

  public SignUpEndpoints(
      Tables tables, SignUpGateway gateway, PreflightChecks preflight, InstantSource clock) {
    this.clock = clock;
    this.tables = tables;
    this.gateway = gateway;
    this.preflight = preflight;
  }

  public List<Route> routes() {
    return List.of(
        Route.post(Permission.OPERATE, "/v1/signups", Route.Body.JSON, this::signUp),
        Route.get(Permission.READ, "/v1/signups/{id}", this::one));
  }

  private Response signUp(Request request) {
    Caller caller = Caller.of(request);
    JsonBody body = request.json(Set.of("instance", "blueprint", "domain", "owner", "plan"));
    SignUp signUp =
        new SignUp(
            caller.signUp(),
            caller.actor(),
            body.need("instance", InstanceId::new),
            body.need("blueprint", BlueprintId::new),
            body.find("domain", DomainName::of).orElse(null),
            caller.owner(body),
            body.find("plan", PlanId::new).map(PlanId::value).orElse(null));
    Receipt receipt = gateway.take(signUp);
    String self = SignUpJson.path(receipt.command());
    ObjectNode json =
        InstanceJson.of(
            signUp.wanted(),
            receipt,
            new OwnInstances(tables.instances(), request.principal()).find(signUp.wanted()));
    json.withObject("links").put("signup", self);
    return Response.of(202, json).withHeader("Location", self);
  }

  private Response one(Request request) {
    CommandId id = request.variable("id", CommandId::new);
    SignUpView view =
        tables
            .signUps()
            .find(id)
            .filter(found -> request.principal().sees(found.owner()))
            .orElseThrow(() -> unknown(id));
    SignUpProgress now = progress(view);
    if (!request.accepts("text/event-stream")) {
      return Response.ok(SignUpJson.of(now)).withHeader("Vary", "Accept");
    }
    boolean heardAll =
        now.phase().isLast() && now.eventId().equals(request.headers().get("Last-Event-ID"));
    Response answer =
        heardAll ? Response.done() : Response.events(listener -> follow(view, listener));
    return answer.withHeader("Vary", "Accept");
  }

  /** Sends one event for each change until the last phase. */
  private void follow(SignUpView first, Listener listener) {
    Deadline end = Deadline.in(LONGEST_STREAM);
    List<Object> keys =
        List.of(first.id(), first.wanted(), preflight.domain(first.wanted(), first.domain()));
    ObjectNode told = null;
    while (!end.passed()) {
      try (Subscriptions<Object, Boolean>.Subscription change = tables.nextChange(keys)) {
        SignUpProgress now = progress(tables.signUps().find(first.id()).orElse(first));
        ObjectNode json = SignUpJson.of(now);
        boolean news = !json.equals(told);
        boolean listens =
            news ? listener.send(now.eventId(), "signup", json) : listener.keepAlive();
        told = json;
        if (!listens || now.phase().isLast()) {
          return;
        }
        change.await(Deadline.in(KEEP_ALIVE));
      }
    }
  }

  private SignUpProgress progress(SignUpView view) {
    return SignUpProgress.of(
        view, tables, preflight.domain(view.wanted(), view.domain()), clock.instant());
  }

  private static Problem unknown(CommandId id) {
    return new Problem(
        ProblemType.UNKNOWN_SIGN_UP,
        "Expected the id of a sign-up that the brain has seen, but '%s' is none.".formatted(id));
  }
}
