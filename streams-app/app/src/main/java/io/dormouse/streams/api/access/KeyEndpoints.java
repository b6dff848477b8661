package io.dormouse.streams.api.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.settings.Durations;
import io.dormouse.language.access.AccessRole;
import io.dormouse.language.access.ApiKey;
import io.dormouse.language.access.ApiKeyId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.CommandGateway;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.RecordJson;
import io.dormouse.streams.api.view.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Endpoints of keys. A key is written to its topic by the API itself: nothing is to be decided
 * about it, since its id is new, and a revocation is the same whoever writes it.
 */
public final class KeyEndpoints {

  /** Most keys there may ever be: each stays in memory and in the topic. */
  private static final int MOST = 100_000;

  private static final int ID_BYTES = 8;
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private final Table<ApiKeyId, ApiKey> keys;
  private final CommandGateway commands;
  private final InstantSource clock;

  public KeyEndpoints(Table<ApiKeyId, ApiKey> keys, CommandGateway commands, InstantSource clock) {
    this.keys = keys;
    this.commands = commands;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.post(Permission.ADMIN, "/v1/keys", Route.Body.JSON, this::create),
        Route.get(Permission.ADMIN, "/v1/keys", this::list, "limit", "after"),
        Route.delete(Permission.ADMIN, "/v1/keys/{id}", this::revoke));
  }

  private Response create(Request request) {
    JsonBody body = request.json(Set.of("name", "role", "owner", "expires"));
    Caller caller = Caller.of(request);
    ApiKeyId id = id(request);
    checkRoom(id);
    KeyText text = KeyText.generate(id);
    Instant now = clock.instant();
    ApiKey key =
        new ApiKey(
            id,
            text.hash(),
            body.need("role", name -> EnumNames.parse(AccessRole.class, name)),
            caller.principal().owner() == null
                ? body.find("owner", Caller::owner).orElse(null)
                : caller.owner(body),
            body.need("name", KeyEndpoints::name),
            now,
            caller.actor(),
            body.find("expires", KeyEndpoints::lifetime).map(now::plus).orElse(null),
            null,
            null);
    write(key);
    return Response.of(201, json(key).put("key", text.text()))
        .withHeader("Location", "/v1/keys/" + id);
  }

  /** The same for the same Idempotency-Key, so that a repeat makes no other key. */
  private static ApiKeyId id(Request request) {
    String source =
        request.key().map(key -> "key " + key).orElseGet(() -> UUID.randomUUID().toString());
    return new ApiKeyId(HexFormat.of().formatHex(KeyText.sha256(source), 0, ID_BYTES));
  }

  private void checkRoom(ApiKeyId id) {
    if (keys.find(id).isPresent()) {
      throw new Problem(
              ProblemType.CONFLICT,
              "Expected a new Idempotency-Key: this one has made the key '%s', which was shown once. Revoke it if it was lost."
                  .formatted(id))
          .with("key", id);
    }
    if (keys.all().limit(MOST).count() == MOST) {
      throw new Problem(
          ProblemType.CONFLICT, "Expected fewer than %d keys in all times.".formatted(MOST));
    }
  }

  private static String name(String text) {
    return Caller.owner(text).value();
  }

  private static Duration lifetime(String text) {
    return Durations.parse(text, Duration.ofSeconds(1), LONGEST);
  }

  private Response list(Request request) {
    ApiKeyId after = request.query("after", ApiKeyId::new).orElse(null);
    return ResultPage.of(request, "/v1/keys")
        .answer(
            keys.after(after).filter(key -> isOwn(key, request)),
            key -> key.id().value(),
            this::json);
  }

  private Response revoke(Request request) {
    ApiKeyId id = request.variable("id", ApiKeyId::new);
    ApiKey key =
        keys.find(id)
            .filter(known -> isOwn(known, request))
            .orElseThrow(() ->
                new Problem(
                    ProblemType.UNKNOWN_KEY,
                    "Expected the id of a key, but there is none called '%s'.".formatted(id)));
    if (key.revokedAt() == null) {
      write(key.revoked(clock.instant(), Caller.of(request).actor()));
    }
    return Response.done();
  }

  private static boolean isOwn(ApiKey key, Request request) {
    OwnerId only = request.principal().owner();
    return only == null || only.equals(key.owner());
  }

  /** Returns when the key is as written here; other streams apps follow in a moment. */
  private void write(ApiKey key) {
    commands.write(Topic.API_KEYS, key.id().value(), Codecs.API_KEY, key);
    boolean revoked = key.revokedAt() != null;
    keys.await(
        key.id(),
        known -> known != null && (known.revokedAt() != null) == revoked,
        commands.deadline());
  }

  private ObjectNode json(ApiKey key) {
    ObjectNode json = RecordJson.of(key);
    json.remove("hash");
    return json.put("good", key.isGood(clock.instant()));
  }
}
