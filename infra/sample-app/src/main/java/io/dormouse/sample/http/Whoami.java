package io.dormouse.sample.http;

import io.dormouse.sample.config.Identity;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** The identity of the process that answers. */
public record Whoami(Identity identity, long pid, Instant startedAt) {

  JsonObject toJson() {
    return new JsonObject()
        .put("instance", identity.instance())
        .put("replica", identity.replica())
        .put("generation", identity.generation())
        .put("pid", pid)
        .put("startedAt", startedAt.toString());
  }
}
