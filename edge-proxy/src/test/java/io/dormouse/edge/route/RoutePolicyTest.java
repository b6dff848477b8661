package io.dormouse.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.client.Client;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.Robots;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.instance.InstanceId;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePolicyTest {

  private static final String USUAL = "-1";

  private final RoutingTable table = new RoutingTable();

  RoutePolicyTest() {
    routed("plain.example", null, false, Robots.FORWARD);
    routed("*.plain.example", null, false, Robots.FORWARD);
    routed("a.plain.example", null, true, Robots.FORWARD);
    routed("secure.example", null, true, Robots.FORWARD);
    routed("old.example", "secure.example", false, Robots.FORWARD);
    routed("older.example", "old.example", false, Robots.FORWARD);
    routed("ping.example", "pong.example", false, Robots.FORWARD);
    routed("pong.example", "ping.example", false, Robots.FORWARD);
    routed("astray.example", "nowhere.example", false, Robots.FORWARD);
    routed("alias.example", "plain.example", false, Robots.FORWARD);
    routed("www.only-www.example", null, false, Robots.FORWARD);
    routed("*.many.example", "www.many.example", false, Robots.FORWARD);
    routed("bots.example", null, false, Robots.DISALLOW);
    routed("welcome.example", null, false, Robots.ALLOW);
  }

  @ParameterizedTest
  @CsvSource({
    // exact, wildcard, unknown
    "http, plain.example, plain.example",
    "http, b.plain.example, *.plain.example",
    "https, a.plain.example, a.plain.example",
    "http, c.b.plain.example, unknown",
    "http, other.example, unknown",
    "http, example, unknown",
    // https
    "http, secure.example, https://secure.example/p?q",
    "http, a.plain.example, https://a.plain.example/p?q",
    "https, secure.example, secure.example",
    // canonical names
    "http, alias.example, http://plain.example/p?q",
    "https, alias.example, https://plain.example/p?q",
    "http, old.example, https://secure.example/p?q",
    "https, old.example, https://secure.example/p?q",
    "http, older.example, older.example",
    "http, ping.example, ping.example",
    "http, astray.example, astray.example",
    "http, x.many.example, http://www.many.example/p?q",
    "http, www.many.example, *.many.example",
    // www
    "http, www.secure.example, https://secure.example/p?q",
    "https, www.secure.example, https://secure.example/p?q",
    "http, www.old.example, https://secure.example/p?q",
    "http, only-www.example, http://www.only-www.example/p?q",
    "http, www.only-www.example, www.only-www.example",
    "http, www.plain.example, *.plain.example",
    "http, www.b.plain.example, unknown",
    "http, many.example, unknown"
  })
  void shouldLeadOrSendElsewhere(String scheme, String host, String expected) {
    assertThat(way(true, client(scheme, USUAL), host, HttpMethod.GET, "/p?q")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http, 8080, alias.example, http://plain.example:8080/",
    "https, 8443, alias.example, https://plain.example:8443/",
    "http, 8080, old.example, https://secure.example/",
    "http, -1, alias.example, http://plain.example/"
  })
  void shouldKeepThePortOfTheSameScheme(String scheme, String port, String host, String expected) {
    assertThat(way(true, client(scheme, port), host, HttpMethod.POST, "/")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/..//evil.example",
    "//evil.example/",
    "/\\evil.example",
    "/@evil.example",
    "/%0d%0aX:"
  })
  void shouldNotBeLedAwayByTargets(String target) {
    assertThat(way(true, client("http", USUAL), "alias.example", HttpMethod.GET, target))
        .isEqualTo("http://plain.example" + target);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, bots.example, /robots.txt, robots false",
    "HEAD, bots.example, /robots.txt?x, robots false",
    "GET, welcome.example, /robots.txt, robots true",
    "GET, plain.example, /robots.txt, plain.example",
    "POST, bots.example, /robots.txt, bots.example",
    "GET, bots.example, /robots.txt2, bots.example",
    "GET, bots.example, /a/robots.txt, bots.example",
    "GET, www.bots.example, /robots.txt, http://bots.example/robots.txt",
    "GET, other.example, /robots.txt, unknown"
  })
  void shouldKnowTheRulesForRobots(String method, String host, String target, String expected) {
    assertThat(way(true, client("http", USUAL), host, HttpMethod.valueOf(method), target))
        .isEqualTo(expected);
  }

  @Test
  void shouldNotTakeWwwForTheSameUnlessToldTo() {
    assertThat(way(false, client("http", USUAL), "www.secure.example", HttpMethod.GET, "/"))
        .isEqualTo("unknown");
    assertThat(way(false, client("http", USUAL), "only-www.example", HttpMethod.GET, "/"))
        .isEqualTo("unknown");
  }

  @Test
  void shouldTakeTheLongestOfNames() {
    String longest = "a".repeat(63) + ".".concat("b".repeat(63)).repeat(2) + "." + "c".repeat(61);

    assertThat(longest).hasSize(DomainName.LONGEST);
    assertThat(way(true, client("http", USUAL), longest, HttpMethod.GET, "/")).isEqualTo("unknown");
  }

  private String way(boolean www, Client client, String host, HttpMethod method, String target) {
    return switch (new RoutePolicy(www)
        .decide(table, client, DomainName.of(host), method, target)) {
      case RouteDecision.Onward(RouteTarget.ToUri(String uri), Timeouts any) ->
          uri.substring("http://x/#".length()).replace("%2a", "*");
      case RouteDecision.Onward(RouteTarget.ToInstance(InstanceId id), Timeouts any) -> id.value();
      case RouteDecision.Redirected(String location) -> location;
      case RouteDecision.RobotsAsked(boolean welcome) -> "robots " + welcome;
      case RouteDecision.Unknown unknown -> "unknown";
    };
  }

  private static Client client(String scheme, String port) {
    return new Client("192.0.2.1", scheme, "ignored", 1, Integer.parseInt(port), "");
  }

  /** Puts a route whose target names it. */
  private void routed(String name, @Nullable String canonical, boolean https, Robots robots) {
    table.put(
        new DomainRoute(
            new DomainName(name),
            new RouteTarget.ToUri("http://x/#" + name.replace("*", "%2a")),
            Instant.EPOCH,
            new CommandId("test"),
            new DomainOptions(
                canonical == null ? null : new DomainName(canonical),
                https,
                robots,
                Timeouts.NONE)));
  }
}
