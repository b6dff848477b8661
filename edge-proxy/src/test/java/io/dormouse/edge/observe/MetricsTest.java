package io.dormouse.edge.observe;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final int SLOW_MILLIS = 300;

  private final EdgeUnderTest edge = new EdgeUnderTest();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldCountRequestsByStatusAndByWhoAnswered() throws Exception {
    edge.plane().runs("acme", edge.backend(request -> request.response().setStatusCode(404).end()));
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme")).answer();
      client.send(request("GET /", "acme")).answer();
      client.send(request("GET /", "nobody")).answer();
      client.send("GET / HTTP/1.1\r\nHost: a b\r\n\r\n").answer();
    }

    assertThat(edge.metric("dormouse_edge_requests_total{by=\"backend\",status=\"4xx\"}"))
        .isEqualTo(2);
    assertThat(edge.metric("dormouse_edge_requests_total{by=\"edge\",status=\"4xx\"}"))
        .isEqualTo(2);
    assertThat(edge.metric("dormouse_edge_refusals_total{reason=\"unknown-host\"}")).isEqualTo(1);
    assertThat(edge.metric("dormouse_edge_refusals_total{reason=\"bad-request\"}")).isEqualTo(1);
  }

  /** Gauges hold references to the whole edge. */
  @Test
  void shouldBeForgottenWithItsEdge() {
    WeakReference<EdgeMetrics> forgotten = new WeakReference<>(new EdgeMetrics());

    Eventually.until(
        "forgotten",
        () -> {
          System.gc();
          return forgotten.get() == null;
        });
  }

  @Test
  void shouldTellWhatTheEdgeAddedFromWhatTheBackendTook() throws Exception {
    edge.plane()
        .runs(
            "acme",
            edge.backend(request ->
                edge.vertx().setTimer(SLOW_MILLIS, late -> request.response().end("late"))));
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme")).answer();
      Eventually.until("the first is counted", () -> counted() == 1);
      double first = edge.metric("dormouse_edge_added_latency_seconds_sum");
      client.send(request("GET /", "acme")).answer();
      Eventually.until("the second is counted", () -> counted() == 2);

      double added = edge.metric("dormouse_edge_added_latency_seconds_sum") - first;
      assertThat(added).isPositive().isLessThan(SLOW_MILLIS / 1e3);
      assertThat(edge.metric("dormouse_edge_request_duration_seconds_sum"))
          .isGreaterThan(2 * SLOW_MILLIS / 1e3);
    }
  }

  @Test
  void shouldCountConnectionsOfBothSides() throws Exception {
    edge.plane().runs("acme", edge.backend(request -> request.response().end("hello")));
    try (RawClient one = edge.connect();
        RawClient other = edge.connect()) {
      one.send(request("GET /", "acme")).answer();
      other.send(request("GET /", "nobody")).answer();

      assertThat(edge.metric("dormouse_edge_client_connections")).isEqualTo(2);
      assertThat(edge.metric("dormouse_edge_client_connections_accepted_total")).isEqualTo(2);
      assertThat(edge.metric("dormouse_edge_backend_connections")).isEqualTo(1);
    }
    Eventually.until("they are gone", () -> edge.metric("dormouse_edge_client_connections") == 0);
  }

  @Test
  void shouldCountWhoIsHeldAndWhatBecameOfWakes() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("POST /", "acme"));
      Eventually.until("it is held", () -> edge.metric("dormouse_edge_held_requests") == 1);
      assertThat(edge.metric("dormouse_edge_wakes_total{result=\"written\"}")).isEqualTo(1);

      edge.plane().runs("acme", edge.backend(request -> request.response().end("hello")));

      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(edge.metric("dormouse_edge_held_requests")).isZero();
      assertThat(edge.metric("dormouse_edge_known_instances")).isEqualTo(1);
    }
  }

  @Test
  void shouldCountWhatCouldNotBeTold() throws Exception {
    edge.plane().is("lazy", InstanceStatus.ASLEEP);
    edge.plane().runs("acme", edge.backend(request -> request.response().end("hello")));
    edge.plane().down(true);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme")).answer();
      client.send(request("GET /", "lazy")).answer();
    }

    assertThat(edge.metric("dormouse_edge_activity_reports_not_written_total")).isPositive();
    assertThat(edge.metric("dormouse_edge_wakes_total{result=\"not-written\"}")).isEqualTo(1);
  }

  @Test
  void shouldCountARequestWhoseClientLeftBeforeItsAnswer() throws Exception {
    edge.plane().runs("acme", edge.backend(request -> {}));
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      Eventually.until("it arrived", () -> edge.metric("dormouse_edge_backend_connections") == 1);
    }

    Eventually.until(
        "it is counted",
        () -> edge.metric("dormouse_edge_requests_total{by=\"edge\",status=\"none\"}") == 1);
  }

  @Test
  void shouldTellOfTheMachineBelow() throws Exception {
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "nobody")).answer();
    }
    Eventually.until(
        "the loops are watched",
        () -> edge.metric("dormouse_edge_event_loop_lag_seconds_count") > 0);

    assertThat(edge.metric("jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
    assertThat(edge.metric("process_open_fds")).isPositive();
    assertThat(edge.metric("jvm_threads_current")).isPositive();
    assertThat(edge.metric("dormouse_edge_netty_direct_memory_bytes")).isPositive();
  }

  @Test
  void shouldNameNeitherDomainsNorInstancesNorClients() throws Exception {
    edge.plane().runs("acme", edge.backend(request -> request.response().end("hello")));
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme")).answer();
      client.send(request("GET /", "nobody")).answer();
    }

    assertThat(edge.server().metrics().text()).doesNotContain("acme", "nobody", "127.0.0.1");
  }

  private double counted() {
    return edge.metric("dormouse_edge_added_latency_seconds_count");
  }
}
