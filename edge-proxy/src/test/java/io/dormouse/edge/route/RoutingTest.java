package io.dormouse.edge.route;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainOptions;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.Robots;
import io.dormouse.language.domain.RouteTarget;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, redirects and robots, as clients see them. */
class RoutingTest {

  private final EdgeUnderTest edge = new EdgeUnderTest("--trusted.proxies=127.0.0.1");

  @AfterEach
  void stop() {
    edge.close();
  }

  @ParameterizedTest
  @CsvSource({
    "acme.example.org, acme",
    "ACME.Example.Org.:8080, acme",
    "b.example.org, wild",
    "B.EXAMPLE.ORG, wild",
    "b.acme.example.org, 404",
    "example.org, 404",
    "acme.example.org.., 400",
    "'*.example.org', 400",
    ".example.org, 400",
    "127.0.0.1, 404",
    "[::1], 400",
    "zo\u00c3\u00ab.example.org, 400"
  })
  void shouldServeTheMostSpecificName(String host, String expected) throws Exception {
    runs("acme");
    runs("wild");
    routed("*.example.org", "wild", DomainOptions.DEFAULT);
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = get(client, host, "/");

      assertThat(answer.status() == 200 ? answer.text() : "" + answer.status()).isEqualTo(expected);
    }
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldSendClientsElsewhereWithoutWaking() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    routed("acme.example.org", "acme", secure());
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer =
          client.send(request("GET /a/../b?c=//d", "acme", "Accept: text/html")).answer();

      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.all("Location")).containsExactly("https://acme.example.org/a/../b?c=//d");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.text()).isEqualTo("https://acme.example.org/a/../b?c=//d");
      assertThat(client.send(request("HEAD /", "acme")).answerToHead().status()).isEqualTo(308);
      assertThat(client.send(request("GET /robots.txt", "acme")).answer().status()).isEqualTo(308);
    }
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldServeWhoCameByHttpsAsATrustedProxySays() throws Exception {
    runs("acme");
    routed("acme.example.org", "acme", secure());
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme", "X-Forwarded-Proto: https"));
      assertThat(client.answer().text()).isEqualTo("acme");
    }
    try (EdgeUnderTest trustsNobody = new EdgeUnderTest();
        RawClient client = trustsNobody.connect()) {
      trustsNobody.plane().table().put(route("acme.example.org", "acme", secure()));
      client.send(request("GET /", "acme", "X-Forwarded-Proto: https"));
      assertThat(client.answer().status()).isEqualTo(308);
    }
  }

  @Test
  void shouldNotLetAnUploadPassThatIsSentElsewhere() throws Exception {
    runs("acme");
    routed("acme.example.org", "acme", secure());
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 5", "Expect: 100-continue"));
      assertThat(client.answer().status()).isEqualTo(308);
    }
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme", "Content-Length: 5") + "hello");
      assertThat(client.answer().status()).isEqualTo(308);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', http://acme.example.org/",
    "X-Forwarded-Port: 8080, http://acme.example.org:8080/",
    "X-Forwarded-Host: evil.example.org:81, http://acme.example.org:81/"
  })
  void shouldBuildAddressesOfRegisteredNamesOnly(String header, String expected) throws Exception {
    runs("acme");
    try (RawClient client = edge.connect()) {
      String line = header.isEmpty() ? "X: y" : header;
      client.send("GET / HTTP/1.1\r\nHost: www.acme.example.org:1234\r\n" + line + "\r\n\r\n");

      assertThat(client.answer().header("Location")).isEqualTo(expected);
    }
  }

  @Test
  void shouldRepeatThePortOfItsOwnListener() throws Exception {
    runs("acme");
    try (RawClient client = edge.connect()) {
      String host = "www.acme.example.org:" + edge.port();

      assertThat(get(client, host, "/x").header("Location"))
          .isEqualTo("http://acme.example.org:" + edge.port() + "/x");
    }
  }

  @Test
  void shouldNotBelieveAnyForwardedHostAboutTheRoute() throws Exception {
    runs("acme");
    runs("other");
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme", "X-Forwarded-Host: other.example.org"));
      assertThat(client.answer().text()).isEqualTo("acme");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept: */*", "Accept: text/html"})
  void shouldAnswerRobotsForSleepers(String accept) throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("GET /robots.txt", "acme", accept)).answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(answer.text()).isEqualTo("User-agent: *\nDisallow: /\n");
    }
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldLeaveRobotsToWhoWantsThem() throws Exception {
    runs("acme");
    try (RawClient client = edge.connect()) {
      routed("acme.example.org", "acme", robots(Robots.FORWARD));
      assertThat(client.send(request("GET /robots.txt", "acme")).answer().text()).isEqualTo("acme");
      routed("acme.example.org", "acme", robots(Robots.ALLOW));
      assertThat(client.send(request("GET /robots.txt", "acme")).answer().text())
          .isEqualTo("User-agent: *\nDisallow:\n");
    }
  }

  private static RawClient.RawAnswer get(RawClient client, String host, String path)
      throws Exception {
    return client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer();
  }

  private void runs(String id) {
    edge.plane().runs(id, edge.backend(request -> request.response().end(id)));
  }

  private void routed(String domain, String instance, DomainOptions options) {
    edge.plane().table().put(route(domain, instance, options));
  }

  private static DomainRoute route(String domain, String instance, DomainOptions options) {
    return new DomainRoute(
        new DomainName(domain),
        new RouteTarget.ToInstance(new InstanceId(instance)),
        Instant.EPOCH,
        new CommandId("test"),
        options);
  }

  private static DomainOptions secure() {
    return new DomainOptions(null, true, Robots.DISALLOW, Timeouts.NONE);
  }

  private static DomainOptions robots(Robots robots) {
    return new DomainOptions(null, false, robots, Timeouts.NONE);
  }
}
