package io.dormouse.streams.api.instance;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.api.command.Caller;
import io.dormouse.streams.api.command.Receipt.ReceiptStatus;
import io.dormouse.streams.api.http.LineHandler.Answer;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.http.body.JsonBody;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.server.IdempotencyKeys;
import io.dormouse.streams.api.json.EnumNames;
import io.dormouse.streams.api.json.Json;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The endpoint that creates an instance for each line. Each line is a request of its own, and a
 * line that comes again is the same command: a repeat is answered as the first time.
 */
public final class BatchEndpoint {

  private static final String PATH = "/v1/instances:batch";
  private static final String LINE = "POST " + PATH;
  private static final String KEY = "idempotencyKey";
  private static final MultiMap NO_QUERY = MultiMap.caseInsensitiveMultiMap();
  private static final Set<String> MEMBERS =
      Stream.concat(InstanceCreation.MEMBERS.stream(), Stream.of(KEY))
          .collect(Collectors.toUnmodifiableSet());

  private final InstanceCreation creation;
  private final IdempotencyKeys keys;

  /**
   * The endpoint.
   *
   * @param creation its commands may wait for a place
   * @param keys keys of all requests
   */
  public BatchEndpoint(InstanceCreation creation, IdempotencyKeys keys) {
    this.creation = creation;
    this.keys = keys;
  }

  public List<Route> routes() {
    return List.of(Route.post(Permission.OPERATE_ALL, PATH, Route.Body.LINES, this::create));
  }

  private Response create(Request batch) {
    Caller.of(batch); // Refuses bad headers.
    return Response.lines(line -> answer(batch, line));
  }

  private Answer answer(Request batch, byte[] line) {
    try {
      JsonBody body = JsonBody.parse(line, MEMBERS);
      Optional<String> key = body.find(KEY, Request::key);
      Request single = single(batch, line, key.orElseGet(() -> derivedKey(batch, line)));
      return key.isPresent()
          ? keys.answer(request -> create(request, body), single)
          : create(single, body);
    } catch (Problem problem) {
      Answer refused = Answer.of(problem);
      instance(line).ifPresent(id -> refused.members().put("instance", id));
      return refused;
    }
  }

  private Answer create(Request single, JsonBody body) {
    InstanceCreation.Created created = creation.create(Caller.of(single), body);
    // A create is ignored only if it was accepted before.
    ReceiptStatus outcome =
        created.receipt().outcome() == ReceiptStatus.IGNORED
            ? ReceiptStatus.ACCEPTED
            : created.receipt().outcome();
    return new Answer(
        202,
        Json.object().put("instance", created.id().value()).put("outcome", EnumNames.of(outcome)));
  }

  /** The request that the line stands for. */
  private static Request single(Request batch, byte[] line, String key) {
    MultiMap headers = user(batch).add(Request.KEY, key);
    return new Request(LINE, Map.of(), NO_QUERY, headers, Buffer.buffer(line), batch.sender());
  }

  /** The key of a line that has none: the same for the same line under the same batch's key. */
  private static String derivedKey(Request batch, byte[] line) {
    String head = LINE + batch.header(Request.KEY).map(key -> " " + key).orElse("");
    return "line-"
        + new Request(head, Map.of(), NO_QUERY, user(batch), Buffer.buffer(line), batch.sender())
            .fingerprint();
  }

  private static MultiMap user(Request batch) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    batch.user().ifPresent(user -> headers.add(Request.USER, user));
    return headers;
  }

  /** The id in a line that was refused, if there is one. */
  private static Optional<String> instance(byte[] line) {
    try {
      return Optional.of(new InstanceId(Json.parse(line).path("id").asText()).value());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
