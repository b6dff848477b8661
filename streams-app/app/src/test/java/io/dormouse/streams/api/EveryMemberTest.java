package io.dormouse.streams.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.Surroundings;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.json.Json;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every member of every body gets values at and beyond its bounds, and then everything is read
 * back. The API itself names its routes and members, so a new one that is missing here fails the
 * test.
 */
final class EveryMemberTest {

  /** A valid body with every member, for each route that takes one; {@code #} is a number. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry(
              "POST /v1/signups",
              """
              {"instance": "s-#", "blueprint": "whole", "domain": "s#.bodies.example", "owner": "u#",
               "plan": "monthly"}
              """),
          Map.entry(
              "POST /v1/instances",
              """
              {"id": "i-#", "blueprint": "whole", "domain": "i#.bodies.example", "owner": "u#",
               "plan": "monthly", "passivation": {"idle": "5m", "action": "passivate"}}
              """),
          Map.entry(
              "POST /v1/instances:batch",
              """
              {"id": "l-#", "blueprint": "whole", "domain": "l#.bodies.example", "owner": "u#",
               "plan": "monthly", "passivation": {"idle": "5m", "action": "passivate"},
               "idempotencyKey": "k-#"}
              """),
          Map.entry(
              "POST /v1/instances/{id}/actions/{action}", "{\"export\": true, \"grace\": \"1d\"}"),
          Map.entry("PUT /v1/instances/{id}/plan", "{\"plan\": \"monthly\"}"),
          Map.entry(
              "PUT /v1/instances/{id}/policy",
              """
              {"passivation": {"idle": "5m", "action": "passivate"}, "followBlueprint": false}
              """),
          Map.entry(
              "PUT /v1/domains/{name}",
              """
              {"instance": null, "uri": "https://www.example.org", "canonical": "c.bodies.example",
               "https": true, "robots": "allow",
               "timeouts": {"connect": "1s", "answer": "1s", "idle": "1s"}}
              """),
          Map.entry(
              "PUT /v1/blueprints/{id}",
              """
              {"id": "b-#", "version": null, "image": "notes:1", "memory": "256MiB", "cpu": 500,
               "port": 8080, "readiness": {"path": "/", "timeout": "1m"}, "environment": {"A": "b"},
               "stopGrace": "10s",
               "serving": {"protocol": "http1", "sticky": false,
                           "timeouts": {"connect": "1s", "answer": "1s", "idle": "1s"}},
               "replicas": 1, "passivation": {"idle": "5m", "action": "passivate"},
               "pool": "default", "resources": "own", "seed": "demo"}
              """),
          Map.entry(
              "PUT /v1/plans/{id}",
              "{\"id\": \"p-#\", \"expires\": \"14d\", \"notices\": [\"1d\"]}"),
          Map.entry(
              "POST /v1/keys",
              "{\"name\": \"k-#\", \"role\": \"read\", \"owner\": \"u#\", \"expires\": \"1d\"}"),
          Map.entry(
              "PUT /v1/owners/{id}",
              "{\"id\": \"o-#\", \"name\": \"Ann\", \"email\": \"a@b.example\"}"));

  private static final Map<String, String> IDS =
      Map.of(
          "PUT /v1/domains/{name}", "d#.bodies.example",
          "PUT /v1/blueprints/{id}", "b-#",
          "PUT /v1/plans/{id}", "p-#",
          "PUT /v1/owners/{id}", "o-#",
          "PUT /v1/instances/{id}/plan", "t-#",
          "PUT /v1/instances/{id}/policy", "t-#",
          "POST /v1/instances/{id}/actions/{action}", "t-#");

  /** Objects whose members are free. */
  private static final Set<String> FREE = Set.of("environment");

  private static Surroundings it;
  private static int number;

  @BeforeAll
  static void begin() throws InterruptedException {
    it = new Surroundings();
    it.plan("monthly");
    it.blueprint("whole");
  }

  @AfterAll
  static void end() {
    it.close();
  }

  static Stream<String> routes() {
    return BODIES.keySet().stream().sorted();
  }

  @Test
  void shouldKnowEveryRouteThatTakesABody() {
    assertThat(
            it.api.routes().stream()
                .filter(route -> route.body() != Route.Body.NONE)
                .map(EveryMemberTest::name))
        .containsExactlyInAnyOrderElementsOf(BODIES.keySet());
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldKnowEveryMember(String route) throws JsonProcessingException {
    if (route.contains("owners")) {
      return; // They need a database, and their members are all texts that OwnerRecord bounds.
    }
    ObjectNode body = (ObjectNode) parse(BODIES.getOrDefault(route, "{}"));

    assertMembers(route, body, body, "");
  }

  @Test
  void shouldOutliveEveryValueOfEveryMember() throws JsonProcessingException {
    List<String> broken = new ArrayList<>();
    for (String route : routes().toList()) {
      sendEveryValue(route, broken);
    }

    assertThat(broken).isEmpty();
    assertThat(unreadable()).isEmpty();
  }

  private static void sendEveryValue(String route, List<String> broken)
      throws JsonProcessingException {
    ObjectNode body = (ObjectNode) parse(BODIES.getOrDefault(route, "{}"));
    for (List<String> member : paths(body)) {
      for (String value : HostileValues.all().toList()) {
        String text = with(body, member, value);
        Reply reply = send(route, text);
        boolean noDatabase = route.contains("owners") && reply.status() == 503;
        if ((reply.status() >= 500 && !noDatabase) || reply.body().isMissingNode()) {
          broken.add("%s %s: %d %s".formatted(route, text, reply.status(), reply.body()));
        }
      }
    }
  }

  /** Asserts that the answer to an unknown member lists the same members as the body here. */
  private static void assertMembers(String route, ObjectNode whole, ObjectNode part, String within)
      throws JsonProcessingException {
    List<String> path = within.isEmpty() ? List.of("?") : List.of((within + ".?").split("\\.", -1));
    Reply reply = send(route, with(whole, path, "1"));
    Set<String> known = new TreeSet<>();
    reply.body().at("/expected").forEach(name -> known.add(name.asText()));
    assertThat(part.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet()))
        .as("members of %s %s; the API answers %s", route, within, reply.body())
        .isEqualTo(known);
    for (Map.Entry<String, JsonNode> member : part.properties()) {
      if (member.getValue() instanceof ObjectNode inner && !FREE.contains(member.getKey())) {
        assertMembers(
            route,
            whole,
            inner,
            within.isEmpty() ? member.getKey() : within + "." + member.getKey());
      }
    }
  }

  private static Reply send(String route, String body) {
    number++;
    String id = IDS.getOrDefault(route, "").replace("#", Integer.toString(number));
    if (id.startsWith("t-")) {
      it.client.post("/v1/instances", "{\"id\": \"%s\", \"blueprint\": \"whole\"}".formatted(id));
    }
    String path =
        route
            .substring(route.indexOf(' ') + 1)
            .replace("{id}", id)
            .replace("{name}", id)
            .replace("{action}", "delete");
    String text = body.replace("#", Integer.toString(number));
    if (route.endsWith(":batch")) {
      ApiClient.Batch batch = it.client.batch(text);
      JsonNode line = batch.line(1);
      return new Reply(
          line.path("status").asInt(),
          batch.raw(),
          line.has("problem") ? line.path("problem") : line);
    }
    return route.startsWith("PUT") ? it.client.put(path, text) : it.client.post(path, text);
  }

  /** Reads that are not answered with 200 and JSON. */
  private static Map<String, Integer> unreadable() {
    Map<String, Integer> unreadable = new LinkedHashMap<>();
    List<String> lists =
        it.api.routes().stream()
            .filter(route -> route.method().equals(HttpMethod.GET))
            .filter(route -> route.query().contains("after") && !name(route).contains("{"))
            .map(route -> "/" + String.join("/", route.template()))
            .toList();
    assertThat(lists).hasSizeGreaterThanOrEqualTo(5);
    for (String list : lists) {
      for (String page = list; !page.isEmpty(); page = page(page, unreadable)) {
        assertThat(page).startsWith(list);
      }
    }
    return unreadable;
  }

  /** The next page, or an empty text. */
  private static String page(String path, Map<String, Integer> unreadable) {
    Reply page = it.client.get(path);
    if (page.status() != 200) {
      unreadable.put(path, page.status());
      return "";
    }
    for (JsonNode item : page.body().at("/items")) {
      JsonNode links = item.at("/links");
      links.properties().stream()
          .map(Map.Entry::getValue)
          .filter(JsonNode::isTextual)
          .map(JsonNode::asText)
          .filter(link -> !link.contains("history") || link.hashCode() % 20 == 0)
          .filter(link -> it.client.get(link).status() != 200)
          .forEach(link -> unreadable.put(link, it.client.get(link).status()));
    }
    return page.body().at("/next").isTextual() ? page.text("/next") : "";
  }

  private static String name(Route route) {
    return route.method() + " /" + String.join("/", route.template());
  }

  /** All members, nested ones included. */
  private static List<List<String>> paths(ObjectNode body) {
    List<List<String>> paths = new ArrayList<>();
    body.properties()
        .forEach(member -> {
          paths.add(List.of(member.getKey()));
          if (member.getValue() instanceof ObjectNode inner) {
            paths(inner)
                .forEach(path ->
                    paths.add(Stream.concat(Stream.of(member.getKey()), path.stream()).toList()));
          }
        });
    return paths;
  }

  /** The body as text with another value, which need not be JSON that a tree can hold. */
  private static String with(ObjectNode body, List<String> member, String value) {
    ObjectNode copy = body.deepCopy();
    ObjectNode inner = copy;
    for (String name : member.subList(0, member.size() - 1)) {
      inner = (ObjectNode) inner.get(name);
    }
    inner.put(member.getLast(), "VALUE");
    return new String(Json.write(copy), StandardCharsets.UTF_8).replace("\"VALUE\"", value);
  }

  private static JsonNode parse(String text) throws JsonProcessingException {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
