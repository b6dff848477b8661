package io.dormouse.streams.api;

import io.dormouse.schemas.instance.Actor;
import io.dormouse.schemas.instance.ActorKind;
import io.dormouse.schemas.instance.CommandId;
import io.dormouse.streams.api.http.Request;
import java.util.UUID;

/**
 * Who asks, and under which id.
 *
 * @param command the same for requests with the same {@code Idempotency-Key}, else a new one
 */
record Caller(CommandId command, Actor actor) {

  private static final String ANONYMOUS = "anonymous";

  static Caller of(Request request) {
    return new Caller(
        new CommandId(
            "api-"
                + request.header("Idempotency-Key").orElseGet(() -> UUID.randomUUID().toString())),
        new Actor(ActorKind.API_USER, request.header("Dormouse-User").orElse(ANONYMOUS)));
  }
}
