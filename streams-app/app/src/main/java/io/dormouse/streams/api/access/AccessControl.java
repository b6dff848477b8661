package io.dormouse.streams.api.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.access.AccessRole;
import io.dormouse.streams.api.access.AccessSettings.Mode;
import io.dormouse.streams.api.access.rate.RateLimits;
import io.dormouse.streams.api.access.token.BearerTokens;
import io.dormouse.streams.api.http.EventSource;
import io.dormouse.streams.api.http.LineHandler;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Principal;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Response.Content;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.view.Tables;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks key or token, rates and permission of each request before its endpoint. */
public final class AccessControl {

  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Tables tables;
  private final RateLimits limits;
  private final Authentication authentication;
  private final boolean required;

  /** Throws {@link SettingsException} if the file of the first key has none. */
  public AccessControl(AccessSettings settings, Tables tables) {
    this.tables = tables;
    this.required = settings.mode() == Mode.REQUIRED;
    this.limits = new RateLimits(settings.rates(), System::nanoTime);
    this.authentication =
        new Authentication(
            new ApiKeys(tables.keys(), settings.adminKey()),
            BearerTokens.of(settings.oidc()).orElse(null),
            limits,
            InstantSource.system());
    if (!required) {
      LOG.atWarn().setMessage("access control is off: whoever reaches the API may do all").log();
    }
  }

  /** The route, with its requests checked. */
  public Route guard(Route route) {
    return required && route.permission() != Permission.NONE
        ? route.to(request -> answer(route, request))
        : route;
  }

  private Response answer(Route route, Request request) {
    limits.enter(request.sender().address());
    if (!tables.caughtUp()) {
      throw new Problem(
              ProblemType.NOT_READY, "The keys are still being read; try again in a moment.")
          .retryAfter(SOON);
    }
    Identified caller = authentication.identify(request);
    limits.enter(caller.principal());
    check(route.permission(), caller.principal());
    return watched(route.handler().answer(request.by(caller.principal())), caller);
  }

  private static void check(Permission permission, Principal principal) {
    AccessRole needed = permission.role();
    if (needed == null) {
      return;
    }
    if (!principal.role().covers(needed)) {
      String role = EnumNames.of(needed);
      throw new Problem(
              ProblemType.FORBIDDEN,
              "Expected a key or token with the role '%s', but this one has '%s'."
                  .formatted(role, EnumNames.of(principal.role())))
          .with("role", role)
          .withHeader(
              Authentication.CHALLENGE,
              "%s, error=\"insufficient_scope\", scope=\"%s\""
                  .formatted(Authentication.SCHEME, role));
    }
    if (principal.owner() != null && !permission.isOfOwners()) {
      throw new Problem(
          ProblemType.FORBIDDEN,
          "Expected a key or token for all owners, but this one is for '%s' alone."
              .formatted(principal.owner()));
    }
  }

  /** Long answers end with the key or token. */
  private Response watched(Response answer, Identified caller) {
    return switch (answer.content()) {
      case Content.EventContent(EventSource source) ->
          answer.with(
              new Content.EventContent(listener -> source.sendTo(new Watched(listener, caller))));
      case Content.LineContent(LineHandler handler) ->
          answer.with(new Content.LineContent(line -> answer(handler, line, caller)));
      case Content.JsonContent json -> answer;
      case Content.TextContent text -> answer;
      case Content.BufferContent large -> answer;
      case Content.NoContent none -> answer;
    };
  }

  private LineHandler.Answer answer(LineHandler handler, byte[] line, Identified caller) {
    try {
      limits.await(caller.principal());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return LineHandler.Answer.of(
          new Problem(ProblemType.UNAVAILABLE, "The API is stopping.").retryAfter(SOON));
    }
    return caller.good().getAsBoolean()
        ? handler.answer(line)
        : LineHandler.Answer.of(Authentication.notValid());
  }

  /** Stops listening when the key or token ends. */
  private record Watched(EventSource.Listener client, Identified caller)
      implements EventSource.Listener {

    @Override
    public boolean send(String id, String name, JsonNode data) {
      return caller.good().getAsBoolean() && client.send(id, name, data);
    }

    @Override
    public boolean keepAlive() {
      return caller.good().getAsBoolean() && client.keepAlive();
    }

    @Override
    public boolean keepAlive(String id) {
      return caller.good().getAsBoolean() && client.keepAlive(id);
    }
  }
}
