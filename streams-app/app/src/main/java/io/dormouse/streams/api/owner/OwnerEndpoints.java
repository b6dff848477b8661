package io.dormouse.streams.api.owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.RouteHandler;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.RecordJson;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Endpoints of owners' personal data. None of it goes to the log. */
public final class OwnerEndpoints {

  private final @Nullable OwnerDatabase owners;

  /**
   * The endpoints.
   *
   * @param owners null without a database; every request is answered 503 then
   */
  public OwnerEndpoints(@Nullable OwnerDatabase owners) {
    this.owners = owners;
  }

  /** A request that needs the database. */
  private interface OwnerHandler {
    Response with(OwnerDatabase database, OwnerId id, Request request);
  }

  public List<Route> routes() {
    return List.of(
        Route.get(Permission.OPERATE, "/v1/owners/{id}", handler(OwnerEndpoints::one)),
        Route.put(Permission.OPERATE, "/v1/owners/{id}", handler(OwnerEndpoints::put)),
        Route.delete(Permission.OPERATE, "/v1/owners/{id}", handler(OwnerEndpoints::erase)));
  }

  private RouteHandler handler(OwnerHandler work) {
    return request -> {
      OwnerId id = request.variable("id", Caller::owner);
      if (!request.principal().sees(id)) {
        throw unknown(id);
      }
      if (owners == null) {
        throw new Problem(
            ProblemType.UNAVAILABLE,
            "Expected the setting owners.database.url to name a PostgreSQL, but it is empty.");
      }
      try {
        return work.with(owners, id, request);
      } catch (OwnersUnavailableException e) {
        throw new Problem(
                ProblemType.UNAVAILABLE,
                "Expected the database that owners.database.url names to answer, but it did not.")
            .retryAfter(Duration.ofSeconds(5));
      }
    };
  }

  private static Response one(OwnerDatabase database, OwnerId id, Request request) {
    return Response.ok(json(database.find(id).orElseThrow(() -> unknown(id))));
  }

  private static Problem unknown(OwnerId id) {
    return new Problem(
        ProblemType.UNKNOWN_OWNER,
        "Expected an owner with known data, but '%s' has none.".formatted(id));
  }

  private static Response put(OwnerDatabase database, OwnerId id, Request request) {
    JsonBody body = request.json(Set.of("id", "name", "email"));
    body.find("id", text -> text)
        .filter(named -> !named.equals(id.value()))
        .ifPresent(named -> {
          throw Problem.member("id", "'%s' as in the path".formatted(id), "another one");
        });
    OwnerRecord owner = read(id, body);
    return Response.of(database.put(owner) ? 201 : 200, json(owner))
        .withHeader("Location", path(id));
  }

  private static OwnerRecord read(OwnerId id, JsonBody body) {
    try {
      return new OwnerRecord(
          id,
          body.find("name", String::strip).orElse(null),
          body.find("email", String::strip).orElse(null));
    } catch (IllegalArgumentException e) {
      throw new Problem(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  /** Deletes the owner's data; a repeat succeeds. */
  private static Response erase(OwnerDatabase database, OwnerId id, Request request) {
    database.erase(id);
    return Response.done();
  }

  private static ObjectNode json(OwnerRecord owner) {
    ObjectNode json = RecordJson.of(owner);
    json.putObject("links").put("self", path(owner.id()));
    return json;
  }

  private static String path(OwnerId id) {
    return "/v1/owners/" + id;
  }
}
