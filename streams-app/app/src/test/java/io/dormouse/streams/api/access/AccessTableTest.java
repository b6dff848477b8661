package io.dormouse.streams.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.dormouse.core.GoldenText;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.OpenIdProvider;
import io.dormouse.streams.api.fixture.SecuredApi;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Route;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every route and every kind of caller, over HTTP. The instance {@code acc-acme}, its sign-up and
 * its domains are Alice's.
 */
@ExtendWith(InSurroundings.class)
final class AccessTableTest {

  private final SecuredApi secured;
  private final Map<String, String> callers = new LinkedHashMap<>();
  private final Samples samples;

  AccessTableTest(Surroundings it) {

    this.secured = new SecuredApi(it, SecuredApi.PLENTY);
    JWTClaimsSet.Builder old =
        OpenIdProvider.claims("carol")
            .claim("access", Map.of("roles", List.of("admin")))
            .claim("owner", "*")
            .expirationTime(Date.from(Instant.now().minus(Duration.ofMinutes(5))));
    callers.put("none", "");
    callers.put("wrong", "dm_first_" + "B".repeat(43));
    callers.put("expired", secured.provider.sign(old));
    callers.put("read", secured.key("read", null));
    callers.put("operate", secured.key("operate", null));
    callers.put("admin", secured.key("admin", null));
    callers.put("owner", secured.key("operate", "alice"));
    callers.put("other", secured.key("operate", "bert"));
    this.samples = new Samples(it, secured, List.copyOf(callers.keySet()));
  }

  @AfterEach
  void close() {
    secured.close();
  }

  @Test
  void shouldAnswerEveryCallerOfEveryRouteAsTheTableSays() throws Exception {
    StringBuilder table = new StringBuilder();
    line(table, "route", callers.keySet().stream().toList());
    for (Route route : secured.api.routes()) {
      List<String> row = new ArrayList<>();
      callers.forEach((caller, credential) -> row.add("" + status(route, caller, credential)));
      line(table, route.toString(), row);
      checkRow(route, row);
    }

    new GoldenText("access.txt").isEqualTo(table.toString());
  }

  /** Rules that hold for every row of the table. */
  private static void checkRow(Route route, List<String> row) {
    if (route.permission() == Permission.NONE) {
      return;
    }
    assertThat(row.subList(0, 3)).as("%s without access", route).containsOnly("401");
    List<String> roles = List.of("READ", "OPERATE", "ADMIN");
    int needed = roles.indexOf(String.valueOf(route.permission().role()));
    for (int role = 0; role < roles.size(); role++) {
      String status = row.get(3 + role);
      if (role < needed) {
        assertThat(status).as("%s with %s", route, roles.get(role)).isEqualTo("403");
      } else {
        assertThat(status).as("%s with %s", route, roles.get(role)).isNotIn("401", "403", "404");
      }
    }
    if (!route.permission().isOfOwners()) {
      assertThat(row.subList(6, 8)).as("%s by owners", route).containsOnly("403");
    }
  }

  private int status(Route route, String caller, String credential) {
    HttpResponse<byte[]> answer = samples.send(route, caller, credential);
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    if (caller.equals("other") && route.permission() != Permission.NONE) {
      assertThat(answer.statusCode() < 400 ? text : "")
          .as("%s shows nothing of Alice's", route)
          .doesNotContain("acc-acme", "alice");
    }
    return answer.statusCode();
  }

  private static void line(StringBuilder table, String first, List<String> rest) {
    table
        .append("%-48s".formatted(first))
        .append(rest.stream().map("%-9s"::formatted).collect(Collectors.joining()).stripTrailing())
        .append('\n');
  }

  /** One good request for each route; writes have things of their own for each caller. */
  private static final class Samples {

    private static final String ACME = "/v1/instances/acc-acme";

    private final SecuredApi secured;
    private final String signUp;
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /** Ids of keys that are to be revoked. */
    private final Map<String, String> keys = new LinkedHashMap<>();

    Samples(Surroundings it, SecuredApi secured, List<String> callers) {
      this.secured = secured;
      it.blueprint("notes");
      it.plan("acc-plan");
      Reply made =
          it.client.post(
              "/v1/signups",
              "{\"instance\": \"acc-acme\", \"blueprint\": \"notes\", \"owner\": \"alice\"}",
              "Idempotency-Key",
              "acc-sign-up");
      signUp = made.text("/links/signup");
      for (String caller : callers) {
        it.client.put("/v1/plans/acc-%s".formatted(caller), "{\"expires\": \"30d\"}");
        it.client.put(
            "/v1/domains/%s.acc.example".formatted(caller), "{\"instance\": \"acc-acme\"}");
        keys.put(caller, secured.make("read", "alice", null).text("/id"));
      }
    }

    private record Sample(String path, String json) {}

    HttpResponse<byte[]> send(Route route, String caller, String credential) {
      Sample sample = sample(route, caller);
      String type = route.body() == Route.Body.LINES ? "application/x-ndjson" : "application/json";
      BodyPublisher body =
          sample.json().isEmpty()
              ? BodyPublishers.noBody()
              : BodyPublishers.ofString(sample.json());
      List<String> headers = new ArrayList<>(List.of("Content-Type", type));
      if (!credential.isEmpty()) {
        headers.addAll(List.of("Authorization", SecuredApi.bearer(credential)));
      }
      return secured.client.exchange(
          route.method().name(), sample.path(), body, headers.toArray(String[]::new));
    }

    private Sample sample(Route route, String caller) {
      String create = "{\"id\": \"acc-%s-%s-%s\", \"blueprint\": \"notes\"}";
      return switch (route.toString()) {
        case "GET /v1/signups/{id}" -> get(signUp);
        case "POST /v1/signups" ->
            new Sample(
                "/v1/signups",
                "{\"instance\": \"acc-s-%s-%s\", \"blueprint\": \"notes\"}".formatted(run, caller));
        case "POST /v1/instances" ->
            new Sample("/v1/instances", create.formatted("i", run, caller));
        case "POST /v1/instances:batch" ->
            new Sample("/v1/instances:batch", create.formatted("b", run, caller) + "\n");
        case "GET /v1/instances/{id}" -> get(ACME);
        case "POST /v1/instances/{id}/actions/{action}" -> get(ACME + "/actions/wake");
        case "PUT /v1/instances/{id}/plan" ->
            new Sample(ACME + "/plan", "{\"plan\": \"acc-plan\"}");
        case "PUT /v1/instances/{id}/policy" ->
            new Sample(ACME + "/policy", "{\"followBlueprint\": true}");
        case "GET /docs/{file}" -> get("/docs/start.js");
        case "GET /v1/instances/{id}/history" -> get(ACME + "/history");
        case "GET /v1/instances/{id}/why" -> get(ACME + "/why");
        case "PUT /v1/domains/{name}" ->
            new Sample("/v1/domains/acc-www.example", "{\"instance\": \"acc-acme\"}");
        case "GET /v1/domains/{name}" -> get("/v1/domains/acc-acme.localhost");
        case "DELETE /v1/domains/{name}" -> get("/v1/domains/%s.acc.example".formatted(caller));
        case "GET /v1/blueprints/{id}" -> get("/v1/blueprints/notes");
        case "PUT /v1/blueprints/{id}" ->
            new Sample(
                "/v1/blueprints/acc-" + caller,
                "{\"image\": \"notes:1\", \"port\": 8080, \"memory\": \"64MiB\"}");
        case "GET /v1/plans/{id}" -> get("/v1/plans/acc-plan");
        case "PUT /v1/plans/{id}" -> new Sample("/v1/plans/acc-put", "{\"expires\": \"9d\"}");
        case "DELETE /v1/plans/{id}" -> get("/v1/plans/acc-" + caller);
        case "GET /v1/owners/{id}", "DELETE /v1/owners/{id}" -> get("/v1/owners/alice");
        case "PUT /v1/owners/{id}" -> new Sample("/v1/owners/alice", "{\"name\": \"Alice\"}");
        case "POST /v1/keys" -> new Sample("/v1/keys", "{\"name\": \"t\", \"role\": \"read\"}");
        case "DELETE /v1/keys/{id}" -> get("/v1/keys/" + keys.get(caller));
        case String list when list.startsWith("GET ") && !list.contains("{") ->
            get(list.substring("GET ".length()));
        default -> throw new AssertionError("Expected a sample request for " + route);
      };
    }

    private static Sample get(String path) {
      return new Sample(path, "");
    }
  }
}
