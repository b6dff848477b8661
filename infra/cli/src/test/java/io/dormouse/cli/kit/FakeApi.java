package io.dormouse.cli.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * The control API in memory: documents of each kind, pages, problems, actions that need some looks
 * to be done, and an event log. The next requests can be made to fail.
 */
public final class FakeApi implements AutoCloseable {

  public static final ObjectMapper JSON = new ObjectMapper();

  public final List<Request> requests = new CopyOnWriteArrayList<>();
  public final FakeEvents events = new FakeEvents();
  private final Map<String, NavigableMap<String, ObjectNode>> documents = new HashMap<>();
  private final Map<String, List<String>> coming = new HashMap<>();
  private final ConcurrentLinkedDeque<Answer> next = new ConcurrentLinkedDeque<>();
  private final HttpServer server;
  private volatile boolean ready = true;

  /** A request as it came. */
  public record Request(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      String body) {

    public String header(String name) {
      return Objects.requireNonNullElse(headers.get(name.toLowerCase(java.util.Locale.ROOT)), "");
    }
  }

  /** An answer to a request. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  public FakeApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Adds a document; its members are JSON with single quotes. */
  public FakeApi add(String kind, String id, String members) {
    all(kind).put(id, object(members));
    return this;
  }

  public FakeApi addInstance(String id, String status) {
    return add(
        "instances",
        id,
        "{'id':'%s','blueprint':'notes','owner':'olga','status':'%s','sequence':3,'memory':268435456,'since':'2026-11-22T08:00:00.123456Z','domains':['%s.localhost'],'legalActions':['wake','delete'],'links':{'self':'/x'}}"
            .formatted(id, status, id));
  }

  /** After each look at the instance, it has the next of these statuses. */
  public FakeApi then(String id, String... statuses) {
    coming.put(id, new CopyOnWriteArrayList<>(statuses));
    return this;
  }

  /** Answers the next request, whatever it is. */
  public FakeApi answerNext(Answer answer) {
    next.add(answer);
    return this;
  }

  /** Closes the connection of the next request without an answer. */
  public FakeApi loseNext() {
    return answerNext(HttpExchange::close);
  }

  public FakeApi refuseNext(int status, String problem) {
    return answerNext(exchange -> send(exchange, status, object(problem)));
  }

  public void notReady() {
    ready = false;
  }

  public ObjectNode document(String kind, String id) {
    return Objects.requireNonNull(all(kind).get(id));
  }

  public static ObjectNode object(String singleQuoted) {
    try {
      return (ObjectNode) JSON.readTree(singleQuoted.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private NavigableMap<String, ObjectNode> all(String kind) {
    return documents.computeIfAbsent(kind, any -> new TreeMap<>());
  }

  private void handle(HttpExchange exchange) throws IOException {
    Request request = read(exchange);
    requests.add(request);
    Answer scripted = next.poll();
    if (scripted != null) {
      scripted.to(exchange);
      return;
    }
    String[] path = request.path().substring(1).split("/");
    if (path[0].equals("v1")) {
      versioned(exchange, request, path);
    } else {
      ObjectNode state = JSON.createObjectNode();
      state.put("status", "up");
      if (path[0].equals("ready")) {
        state = JSON.createObjectNode().put("tables", ready).put("streams", ready);
      }
      send(exchange, ready || path[0].equals("health") ? 200 : 503, state);
    }
  }

  private void versioned(HttpExchange exchange, Request request, String[] path) throws IOException {
    if (path[1].equals("events") || request.path().endsWith("/history")) {
      events.serve(exchange, request);
    } else if (path.length == 2 && request.method().equals("GET")) {
      send(exchange, 200, page(request, path[1]));
    } else if (path.length == 2) {
      created(exchange, request, path[1]);
    } else if (path.length == 3) {
      one(exchange, request, path[1], path[2]);
    } else {
      acted(exchange, path[2], path[path.length - 1]);
    }
  }

  private ObjectNode page(Request request, String kind) {
    int limit = Integer.parseInt(request.query().getOrDefault("limit", "100"));
    String after = request.query().getOrDefault("after", "");
    String status = request.query().getOrDefault("status", "");
    ObjectNode page = JSON.createObjectNode();
    ArrayNode items = page.putArray("items");
    page.putNull("next");
    for (Map.Entry<String, ObjectNode> entry : all(kind).tailMap(after, false).entrySet()) {
      if (items.size() == limit) {
        page.put(
            "next",
            "/v1/%s?limit=%d&after=%s%s"
                .formatted(
                    kind,
                    limit,
                    items.get(limit - 1).path("id").asText(),
                    status.isEmpty() ? "" : "&status=" + status));
        break;
      }
      if (status.isEmpty() || entry.getValue().path("status").asText().equals(status)) {
        items.add(entry.getValue());
      }
    }
    return page;
  }

  private void created(HttpExchange exchange, Request request, String kind) throws IOException {
    ObjectNode body = (ObjectNode) JSON.readTree(request.body());
    boolean signUp = kind.equals("signups");
    String id = body.path(signUp ? "instance" : "id").asText();
    addInstance(id, "requested");
    if (signUp) {
      add("signups", "api-1", "{'instance':'%s','progress':'making'}".formatted(id));
    }
    send(exchange, 202, receipt(id));
  }

  private void one(HttpExchange exchange, Request request, String kind, String id)
      throws IOException {
    boolean known = all(kind).containsKey(id);
    if (request.method().equals("PUT")) {
      ObjectNode body = (ObjectNode) JSON.readTree(request.body());
      all(kind).put(id, body.put("id", id));
      send(exchange, known ? 200 : 201, kind.equals("domains") ? domainReceipt(id) : body);
    } else if (!known) {
      String type =
          kind.equals("instances") ? "unknown-instance" : "no-such-" + kind.replaceFirst("s$", "");
      send(exchange, 404, problem(type, "There is no such thing", "'" + id + "' is none."));
    } else if (request.method().equals("DELETE")) {
      all(kind).remove(id);
      if (kind.equals("domains")) {
        send(exchange, 202, domainReceipt(id));
      } else {
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
      }
    } else {
      ObjectNode document = document(kind, id).deepCopy();
      advance(kind, id);
      send(exchange, 200, document);
    }
  }

  private void advance(String kind, String id) {
    List<String> statuses = coming.getOrDefault(id, List.of());
    if (!statuses.isEmpty()) {
      String status = statuses.removeFirst();
      ObjectNode document = document(kind, id);
      document.put(kind.equals("signups") ? "progress" : "status", status);
      document.put("sequence", document.path("sequence").asInt() + 1);
    }
  }

  private void acted(HttpExchange exchange, String id, String action) throws IOException {
    if (!all("instances").containsKey(id)) {
      send(
          exchange,
          404,
          problem("unknown-instance", "There is no such instance", "'" + id + "' is none."));
    } else if (action.equals("restore")) {
      ObjectNode refused = problem("not-legal-now", "The action is not legal now", "It is awake.");
      refused.set("legalActions", document("instances", id).path("legalActions"));
      send(exchange, 409, refused);
    } else {
      send(exchange, 202, receipt(id));
    }
  }

  private ObjectNode receipt(String id) {
    return object("{'command':'api-1','outcome':'accepted'}")
        .put("instance", id)
        .put("status", document("instances", id).path("status").asText());
  }

  private static ObjectNode domainReceipt(String name) {
    return object("{'command':'api-1','outcome':'accepted'}").put("domain", name);
  }

  public static ObjectNode problem(String type, String title, String detail) {
    return JSON.createObjectNode()
        .put("type", "urn:dormouse:problem:" + type)
        .put("title", title)
        .put("detail", detail);
  }

  public static void send(HttpExchange exchange, int status, JsonNode json) throws IOException {
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    String raw = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        query,
        headers,
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }
}
