package io.dormouse.edge.client;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The information about a client that is believed, and that its backend gets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustedProxiesTest {

  private static final String TRUSTED = "--trusted.proxies=127.0.0.0/8, 10.0.0.0/8,2001:db8:1::/48";

  private final Queue<MultiMap> arrived = new ConcurrentLinkedQueue<>();
  private final List<EdgeUnderTest> edges = new ArrayList<>();
  private final EdgeUnderTest behindXForwarded = edge(TRUSTED);
  private final EdgeUnderTest behindForwarded = edge(TRUSTED, "--trusted.forwarded=true");

  @AfterAll
  void stop() {
    edges.forEach(EdgeUnderTest::close);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Forwarded-For: 192.0.2.1                                | 192.0.2.1   | http
          X-Forwarded-For: 192.0.2.1, 10.1.2.3                      | 192.0.2.1   | http
          X-Forwarded-For: 6.6.6.6, 192.0.2.1                       | 192.0.2.1   | http
          X-Forwarded-For: 6.6.6.6, 192.0.2.1, 10.1.2.3, 10.3.2.1   | 192.0.2.1   | http
          X-Forwarded-For: 6.6.6.6;X-Forwarded-For: 192.0.2.1       | 192.0.2.1   | http
          X-Forwarded-For: 10.1.2.3, 10.3.2.1                       | 10.1.2.3    | http
          X-Forwarded-For: 192.0.2.1:4711                           | 192.0.2.1   | http
          X-Forwarded-For: 2001:DB8:0:0::1                          | 2001:db8::1 | http
          X-Forwarded-For: [2001:db8::1]:4711, 2001:db8:1::9        | 2001:db8::1 | http
          X-Forwarded-For: ::ffff:192.0.2.1                         | 192.0.2.1   | http
          X-Forwarded-For: 192.0.2.1, nonsense                      | 127.0.0.1   | http
          X-Forwarded-For: 192.0.2.1, nonsense, 10.1.2.3            | 10.1.2.3    | http
          X-Forwarded-For: 192.0.2.1,                               | 127.0.0.1   | http
          X-Forwarded-For: 010.0.0.1                                | 127.0.0.1   | http
          X-Forwarded-For: ::ffff:010.0.0.1                         | 127.0.0.1   | http
          X-Forwarded-For: 2001:0db8::0001                          | 2001:db8::1 | http
          X-Forwarded-For: 3221225985                               | 127.0.0.1   | http
          X-Forwarded-For: fe80::1%eth0                             | 127.0.0.1   | http
          X-Forwarded-For: [[::1]                                   | 127.0.0.1   | http
          X-Forwarded-For: [fe80::1%eth0]:80                        | 127.0.0.1   | http
          X-Forwarded-For: unknown                                  | 127.0.0.1   | http
          X-Forwarded-Proto: https                                  | 127.0.0.1   | https
          X-Forwarded-Proto: HTTPS                                  | 127.0.0.1   | https
          X-Forwarded-Proto: https, http                            | 127.0.0.1   | http
          X-Forwarded-Proto: https;X-Forwarded-Proto: http          | 127.0.0.1   | http
          X-Forwarded-Proto: javascript                             | 127.0.0.1   | http
          Forwarded: for=192.0.2.1                                  | 127.0.0.1   | http
          """)
  void shouldBelieveXForwarded(String headers, String address, String scheme) throws Exception {
    MultiMap seen = seen(behindXForwarded, headers.split(";", -1));

    assertThat(seen.getAll("X-Forwarded-For")).containsExactly(address);
    assertThat(seen.getAll("X-Forwarded-Proto")).containsExactly(scheme);
    String node = address.contains(":") ? "\"[" + address + "]\"" : address;
    assertThat(seen.getAll("Forwarded"))
        .containsExactly("for=" + node + ";host=acme.example.org;proto=" + scheme);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          for=192.0.2.1;proto=https                           | 192.0.2.1   | https | acme.example.org
          For="[2001:db8::1]:4711" ; Proto=HTTP               | 2001:db8::1 | http  | acme.example.org
          for=6.6.6.6;proto=http, for=192.0.2.1;proto=https   | 192.0.2.1   | https | acme.example.org
          for=192.0.2.1;proto=https, for=10.1.2.3;proto=http  | 192.0.2.1   | https | acme.example.org
          for=192.0.2.1;host="shop.example.org:8443"          | 192.0.2.1   | http  | shop.example.org:8443
          for=192.0.2.1;host="a b"                            | 192.0.2.1   | http  | acme.example.org
          for=_hidden;proto=https                             | 127.0.0.1   | https | acme.example.org
          for=192.0.2.1, for=unknown;proto=https              | 127.0.0.1   | https | acme.example.org
          for=192.0.2.1:80;proto=https                        | 127.0.0.1   | http  | acme.example.org
          for="192.0.2.1;proto=https                          | 127.0.0.1   | http  | acme.example.org
          for=6.6.6.6;for=192.0.2.1                           | 127.0.0.1   | http  | acme.example.org
          for="192.0.2\\.1";proto="h\\ttps"                   | 192.0.2.1   | https | acme.example.org
          for=192.0.2.1,                                      | 127.0.0.1   | http  | acme.example.org
          """)
  void shouldBelieveForwarded(String value, String address, String scheme, String authority)
      throws Exception {
    MultiMap seen =
        seen(behindForwarded, "Forwarded: " + value, "X-Forwarded-For: 6.6.6.6, 7.7.7.7");

    assertThat(seen.getAll("X-Forwarded-For")).containsExactly(address);
    assertThat(seen.getAll("X-Forwarded-Proto")).containsExactly(scheme);
    assertThat(seen.getAll("X-Forwarded-Host")).containsExactly(authority);
    assertThat(seen.getAll("Forwarded")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto: https, acme.example.org, 443",
    "X-Forwarded-Proto: https;X-Forwarded-Port: 8443, acme.example.org:8443, 8443",
    "X-Forwarded-Proto: https;X-Forwarded-Port: 443, acme.example.org, 443",
    "X-Forwarded-Proto: https;X-Forwarded-Port: 99999, acme.example.org, 443",
    "X-Forwarded-Host: shop.example.org, shop.example.org, listener",
    "X-Forwarded-Host: shop.example.org:81, shop.example.org:81, 81",
    "X-Forwarded-Host: evil/, acme.example.org, listener"
  })
  void shouldTellTheAddressThatTheClientUsed(String headers, String authority, String port)
      throws Exception {
    MultiMap seen = seen(behindXForwarded, headers.split(";", -1));

    assertThat(seen.getAll("X-Forwarded-Host")).containsExactly(authority);
    assertThat(seen.get("X-Forwarded-Port"))
        .isEqualTo(port.equals("listener") ? Integer.toString(behindXForwarded.port()) : port);
    assertThat(seen.get("Host")).isEqualTo("acme.example.org");
  }

  @Test
  void shouldReadLongValuesToTheirEnd() throws Exception {
    String longName = "\"" + "\\a".repeat(10_000) + "\"";

    MultiMap seen = seen(behindForwarded, "Forwarded: for=192.0.2.1;by=" + longName);

    assertThat(seen.getAll("X-Forwarded-For")).containsExactly("192.0.2.1");
  }

  @Test
  void shouldBelieveNobodyElse() throws Exception {
    EdgeUnderTest edge = edge("--trusted.proxies=10.0.0.0/8,::1");

    MultiMap seen = seen(edge, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https");

    assertThat(seen.getAll("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.getAll("X-Forwarded-Proto")).containsExactly("http");
  }

  @Test
  void shouldTellTheOriginalUrlUnderAnyName() throws Exception {
    EdgeUnderTest edge = edge(TRUSTED, "--original.url.header=nuxeo-virtual-host");

    assertThat(
            seen(edge, "Nuxeo-Virtual-Host: http://evil/", "nuxeo_virtual_host: x")
                .getAll("nuxeo-virtual-host"))
        .containsExactly("http://acme.example.org/");
    MultiMap seen = seen(edge, "X-Forwarded-Proto: https", "X-Forwarded-Port: 8443");
    assertThat(seen.get("nuxeo-virtual-host")).isEqualTo("https://acme.example.org:8443/");
    assertThat(seen(edge, "nuxeo_virtual_host: x").contains("nuxeo_virtual_host")).isFalse();
  }

  @Test
  void shouldTellClientsBehindAProxyApartWhenTheyWake() throws Exception {
    behindXForwarded.plane().is("sleepy", InstanceStatus.ASLEEP);
    try (RawClient proxy = behindXForwarded.connect()) {
      proxy.send(request("GET /", "sleepy", "X-Forwarded-For: 192.0.2.1", "Accept: text/html"));
      proxy.answer();
    }

    assertThat(behindXForwarded.plane().wakes())
        .singleElement()
        .extracting(wake -> wake.why().clientHash())
        .isNotEqualTo(hashOfThisMachine());
  }

  private String hashOfThisMachine() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("other", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "other", "Accept: text/html")).answer();
    }
    return edge.plane().wakes().get(0).why().clientHash();
  }

  private MultiMap seen(EdgeUnderTest edge, String... headers) throws Exception {
    try (RawClient client = edge.connect()) {
      String[] trimmed = Stream.of(headers).map(String::trim).toArray(String[]::new);
      assertThat(client.send(request("GET /", "acme", trimmed)).answer().status()).isEqualTo(200);
    }
    return Objects.requireNonNull(arrived.poll());
  }

  private EdgeUnderTest edge(String... flags) {
    EdgeUnderTest edge = new EdgeUnderTest(flags);
    edges.add(edge);
    edge.plane()
        .runs(
            "acme",
            edge.backend(request -> {
              arrived.add(request.headers());
              request.response().end();
            }));
    return edge;
  }
}
