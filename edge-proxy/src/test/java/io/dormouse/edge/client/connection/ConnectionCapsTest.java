package io.dormouse.edge.client.connection;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionCapsTest {

  @ParameterizedTest
  @CsvSource({"connections.max,too-many", "connections.per.address,too-many-from-address"})
  void shouldCloseWhatIsTooMuchAndTakeNewOnesWhenThereIsRoom(String setting, String reason)
      throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest("--" + setting + "=2");
        RawClient one = edge.connect()) {
      assertThat(one.send(request("GET /", "nobody")).answer().status()).isEqualTo(404);
      try (RawClient two = edge.connect()) {
        assertThat(two.send(request("GET /", "nobody")).answer().status()).isEqualTo(404);
        try (RawClient three = edge.connect()) {
          assertThat(three.isClosed()).isTrue();
        }
        assertThat(one.send(request("GET /", "nobody")).answer().status()).isEqualTo(404);
        assertThat(
                edge.metric(
                    "dormouse_edge_client_connections_closed_total{reason=\"" + reason + "\"}"))
            .isEqualTo(1);
      }
      Eventually.until("there is room", () -> edge.metric("dormouse_edge_client_connections") == 1);

      try (RawClient four = edge.connect()) {
        assertThat(four.send(request("GET /", "nobody")).answer().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void shouldCloseAConnectionOnWhichNothingMovesWhileARequestIsOpen() throws Exception {
    try (EdgeUnderTest edge =
            new EdgeUnderTest(
                "--idle.timeout=1s", "--hold.timeout=500ms", "--keepalive.timeout=1h");
        RawClient client = edge.connect()) {
      edge.plane().runs("acme", edge.backend(request -> {}));

      assertThat(client.send(request("GET /", "acme")).isClosed()).isTrue();
      assertThat(edge.metric("dormouse_edge_client_connections_closed_total{reason=\"idle\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void shouldNotTakeABackendThatReadsSlowlyForAClientThatSendsSlowly() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest("--rate.window=1s", "--rate.min=1MiB");
        RawClient client = edge.connect()) {
      edge.plane()
          .runs(
              "acme",
              edge.backend(request -> {
                request.pause();
                edge.vertx()
                    .setTimer(
                        3_000,
                        late -> request.resume().endHandler(all -> request.response().end("all")));
              }));
      byte[] large = new byte[24 << 20];
      client.send(request("POST /", "acme", "Content-Length: " + large.length)).send(large);

      assertThat(client.answer().text()).isEqualTo("all");
    }
  }
}
