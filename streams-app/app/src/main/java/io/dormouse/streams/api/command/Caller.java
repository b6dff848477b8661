package io.dormouse.streams.api.command;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.streams.api.http.Principal;
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
 * @param self owner of what it makes, unless the body names another
 */
public record Caller(
    CommandId command, CommandId signUp, Actor actor, OwnerId self, Principal principal) {

  private static final String WHY_OPAQUE =
      " It stays in the log for ever, so it must not be an e-mail address or a name.";

  /** Throws {@link Problem} if the user is not an opaque id. */
  public static Caller of(Request request) {
    String user = request.user().map(Caller::user).orElse(OwnerId.ANONYMOUS.value());
    Principal principal = request.principal();
    Actor actor = new Actor(ActorKind.API_USER, principal.isKnown() ? principal.id() : user);
    OwnerId owner = principal.owner() == null ? new OwnerId(user) : principal.owner();
    CommandId once =
        new CommandId("api-" + request.key().orElseGet(() -> UUID.randomUUID().toString()));
    return new Caller(
        request.key().isEmpty() ? once : CommandId.keyed(once.value(), request.fingerprint()),
        once,
        actor,
        owner,
        principal);
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

  /**
   * The member {@code owner}, or else the caller; throws {@link Problem} if the caller has no
   * access to that owner's things.
   */
  public OwnerId owner(JsonBody body) {
    OwnerId owner = body.find("owner", Caller::owner).orElse(self);
    if (!principal.sees(owner)) {
      throw new Problem(
              ProblemType.FORBIDDEN,
              "Expected no other owner than that of the key or token, but got another one.")
          .with("member", "owner");
    }
    return owner;
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
