package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of wakes, of one client and of all together. */
class WakeLimitsTest {

  private static final int SLEEPERS = 120;
  private static final String OTHER_CLIENT = "127.0.0.2";

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void shouldLetOneClientWakeAFewOfManySleepersAndAnotherItsOwn() throws Exception {
    EdgeUnderTest edge = edge("--wake.client.refill=1h");
    sleep(edge, SLEEPERS);
    Map<String, RawClient> attackers = new HashMap<>();
    for (int i = 0; i < SLEEPERS; i++) {
      attackers.put("s" + i, connect(edge).send(request("GET /", "s" + i)));
    }
    Eventually.until("refusals", () -> refusals(edge) == SLEEPERS - 5);
    assertThat(edge.plane().wakes()).hasSize(5);
    edge.plane().wakes().forEach(wake -> attackers.remove(wake.instance().value()));
    for (RawClient refused : attackers.values()) {
      RawClient.RawAnswer answer = refused.answer();
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(3_500, 3_600);
      assertThat(answer.text()).contains("urn:dormouse:problem:too-many-wakes\"");
    }
    edge.plane().is("own", InstanceStatus.ASLEEP);
    RawClient other = from(edge, OTHER_CLIENT).send(request("GET /", "own"));
    held(edge, 6);

    edge.plane().runs("own", edge.backend(served -> served.response().end("own")));

    assertThat(other.answer().text()).isEqualTo("own");
    assertThat(edge.plane().wakes()).hasSize(6);
    assertThat(edge.metric("dormouse_edge_refusals_total{reason=\"too-many-wakes\"}"))
        .isEqualTo(SLEEPERS - 5);
    assertThat(edge.metric("dormouse_edge_waking_clients")).isEqualTo(2);
  }

  @Test
  void shouldLetTheClientWakeOneMoreAfterTheRefill() throws Exception {
    EdgeUnderTest edge = edge("--wake.client.burst=1", "--wake.client.refill=1s");
    sleep(edge, 3);
    connect(edge).send(request("GET /", "s0"));
    held(edge, 1);
    RawClient.RawAnswer refused = connect(edge).send(request("GET /", "s1")).answer();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");

    Eventually.until("a wake after the refill", () -> wakes(edge, "s1", ""));

    RawClient.RawAnswer next = connect(edge).send(request("GET /", "s2")).answer();
    assertThat(next.status()).isEqualTo(429);
    assertThat(edge.plane().wakes()).hasSize(2);
  }

  @Test
  void shouldChargeNothingForWhatWakesAlreadyOrWasWokenLately() throws Exception {
    EdgeUnderTest edge = edge("--wake.client.burst=2", "--wake.client.refill=1h");
    sleep(edge, 3);
    edge.plane().is("others", InstanceStatus.STARTING);
    RawClient first = connect(edge).send(request("GET /", "s0"));
    RawClient second = connect(edge).send(request("GET /", "s0"));
    connect(edge).send(request("GET /", "others"));
    held(edge, 3);
    int backend = edge.backend(served -> served.response().end());
    edge.plane().runs("s0", backend);
    assertThat(first.answer().status()).isEqualTo(200);
    assertThat(second.answer().status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      edge.plane().is("s0", InstanceStatus.ASLEEP);
      RawClient again = connect(edge).send(request("GET /", "s0"));
      held(edge, 2);
      edge.plane().runs("s0", backend);
      assertThat(again.answer().status()).isEqualTo(200);
    }
    connect(edge).send(request("GET /", "s1"));
    held(edge, 2);

    assertThat(connect(edge).send(request("GET /", "s2")).answer().status()).isEqualTo(429);
  }

  @Test
  void shouldChargeForWhatIsWokenOnceItsResourcesAreMade() throws Exception {
    EdgeUnderTest edge = edge("--wake.client.burst=1", "--wake.client.refill=1h");
    edge.plane().is("acme", InstanceStatus.REQUESTED);
    edge.plane().is("beta", InstanceStatus.REQUESTED);
    connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    assertThat(connect(edge).send(request("GET /", "beta")).answer().status()).isEqualTo(429);
  }

  @Test
  void shouldCountBehindTrustedProxiesByTheBelievedAddress() throws Exception {
    EdgeUnderTest edge =
        edge(
            "--trusted.proxies=127.0.0.1",
            "--wake.client.burst=1",
            "--wake.client.refill=1h",
            "--wake.client.ipv4.prefix=24");
    sleep(edge, 8);

    assertThat(wakes(edge, "s0", "192.0.2.1")).isTrue();
    assertThat(wakes(edge, "s1", "192.0.2.77")).as("same network of 24 bits").isFalse();
    assertThat(wakes(edge, "s1", "192.0.3.1")).isTrue();
    assertThat(wakes(edge, "s2", "2001:db8:0:1::1")).isTrue();
    assertThat(wakes(edge, "s3", "2001:db8:0:1:ffff::1")).as("same network of 64 bits").isFalse();
    assertThat(wakes(edge, "s3", "2001:db8:0:2::1")).isTrue();
  }

  @Test
  void shouldLimitAllClientsTogether() throws Exception {
    EdgeUnderTest edge =
        edge("--trusted.proxies=127.0.0.1", "--wake.all.burst=3", "--wake.all.refill=1h");
    sleep(edge, 4);
    for (int i = 0; i < 3; i++) {
      assertThat(wakes(edge, "s" + i, "192.0.2." + i)).isTrue();
    }

    assertThat(wakes(edge, "s3", "192.0.2.3")).isFalse();

    assertThat(edge.metric("dormouse_edge_refusals_total{reason=\"too-many-wakes-in-all\"}"))
        .isEqualTo(1);
    assertThat(edge.metric("dormouse_edge_waking_clients")).isEqualTo(3);
  }

  @Test
  void shouldForgetTheClientWhoseLastWakeIsTheOldest() throws Exception {
    EdgeUnderTest edge =
        edge(
            "--trusted.proxies=127.0.0.1",
            "--wake.client.burst=1",
            "--wake.client.refill=1h",
            "--wake.clients=2");
    sleep(edge, 5);
    assertThat(wakes(edge, "s0", "192.0.2.1")).isTrue();
    assertThat(wakes(edge, "s1", "192.0.2.2")).isTrue();
    assertThat(wakes(edge, "s2", "192.0.2.1")).isFalse();
    assertThat(wakes(edge, "s2", "192.0.2.3")).isTrue();

    assertThat(wakes(edge, "s3", "192.0.2.2")).isFalse();
    assertThat(wakes(edge, "s3", "192.0.2.1")).isTrue();
    assertThat(edge.metric("dormouse_edge_waking_clients")).isEqualTo(2);
  }

  @Test
  void shouldShowAPageToPeople() throws Exception {
    EdgeUnderTest edge = edge("--wake.client.burst=1", "--wake.client.refill=1m");
    sleep(edge, 2);
    connect(edge).send(request("GET /", "s0"));
    held(edge, 1);

    RawClient.RawAnswer page =
        connect(edge)
            .send(request("GET /", "s1", "Accept: text/html", "Sec-Fetch-Mode: navigate"))
            .answer();

    assertThat(page.status()).isEqualTo(429);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(Integer.parseInt(page.header("Retry-After"))).isBetween(50, 60);
    assertThat(page.header("Dormouse-Instance-Status")).isEqualTo("asleep");
    assertThat(page.text()).contains("asleep", "Try again in").doesNotContain("EventSource");
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  void shouldLetAnybodyWakeAnythingWhenTheLimitsAreOff() throws Exception {
    EdgeUnderTest edge = edge("--wake.client.burst=0", "--wake.all.burst=0");
    sleep(edge, SLEEPERS);

    for (int i = 0; i < SLEEPERS; i++) {
      connect(edge).send(request("GET /", "s" + i));
    }

    held(edge, SLEEPERS);
    assertThat(edge.plane().wakes()).hasSize(SLEEPERS);
  }

  /** True if a request of that client wakes an instance. */
  private static boolean wakes(EdgeUnderTest edge, String instance, String client) {
    int wakes = edge.plane().wakes().size();
    double refusals = refusals(edge);
    try (RawClient asking = edge.connect()) {
      asking.send(request("GET /", instance, "X-Forwarded-For: " + client));
      Eventually.until(
          "an answer or a wake",
          () -> edge.plane().wakes().size() > wakes || refusals(edge) > refusals);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return edge.plane().wakes().size() > wakes;
  }

  private static double refusals(EdgeUnderTest edge) {
    return edge.metric("dormouse_edge_refusals_total{reason=\"too-many-wakes\"}")
        + edge.metric("dormouse_edge_refusals_total{reason=\"too-many-wakes-in-all\"}");
  }

  private static void sleep(EdgeUnderTest edge, int count) {
    for (int i = 0; i < count; i++) {
      edge.plane().is("s" + i, InstanceStatus.ASLEEP);
    }
  }

  private EdgeUnderTest edge(String... flags) {
    EdgeUnderTest edge = new EdgeUnderTest(flags);
    open.add(edge);
    return edge;
  }

  private RawClient connect(EdgeUnderTest edge) throws Exception {
    return from(edge, "127.0.0.1");
  }

  private RawClient from(EdgeUnderTest edge, String address) throws Exception {
    RawClient client = new RawClient(edge.port(), address);
    open.add(client);
    return client;
  }

  private static void held(EdgeUnderTest edge, int count) {
    Eventually.until(
        () -> count + " held, not " + edge.server().held(), () -> edge.server().held() == count);
  }
}
