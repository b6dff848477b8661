package io.dormouse.streams.api.command;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import java.util.UUID;

/**
 * The caller and the id of its command.
 *
 * @param command the same for equal requests with the same {@code Idempotency-Key}, else a new one
 * @param signUp like the command, but the same for all requests with the key, since views of
 *     sign-ups show the content of the first
 */
public record Caller(CommandId command, CommandId signUp, Actor actor) {

  private static final String WHY_OPAQUE =
      " It stays in the log for ever, so it must not be an e-mail address or a name.";

  /** Throws {@link Problem} if the user is not an opaque id. */
  public static Caller of(Request request) {
    Actor actor =
        new Actor(
            ActorKind.API_USER, request.user().map(Caller::user).orElse(OwnerId.ANONYMOUS.value()));
    return request
        .header(Request.KEY)
        .map(key -> "api-" + key)
        .map(key ->
            new Caller(CommandId.keyed(key, request.fingerprint()), new CommandId(key), actor))
        .orElseGet(() -> unkeyed(new CommandId("api-" + UUID.randomUUID()), actor));
  }

  private static Caller unkeyed(CommandId id, Actor actor) {
    return new Caller(id, id, actor);
  }

  private static String user(String text) {
    try {
      return owner(text).value();
    } catch (IllegalArgumentException e) {
      throw new Problem(
          ProblemType.INVALID_REQUEST,
          "The header Dormouse-User is wrong. %s".formatted(e.getMessage()));
    }
  }

  /** The member {@code owner}, or else the caller. */
  public OwnerId owner(JsonBody body) {
    return body.find("owner", Caller::owner).orElseGet(() -> new OwnerId(actor.id()));
  }

  /** Throws {@link IllegalArgumentException} that explains the form of ids of people. */
  public static OwnerId owner(String text) {
    try {
      return new OwnerId(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + WHY_OPAQUE, e);
    }
  }
}
