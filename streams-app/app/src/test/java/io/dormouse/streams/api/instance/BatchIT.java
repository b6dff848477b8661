package io.dormouse.streams.api.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Batch;
import io.dormouse.streams.api.fixture.RealBrain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches through the real brain on a real broker. */
class BatchIT {

  private static final int LINES = 1_000;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path state;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedBroker broker;

  @SuppressWarnings("NullAway.Init")
  private static RealBrain brain;

  @SuppressWarnings("NullAway.Init")
  private static ApiClient client;

  @BeforeAll
  static void open() throws Exception {
    broker = EmbeddedBroker.start();
    brain = RealBrain.start(broker, state);
    client = brain.client();
    client.put(
        "/v1/blueprints/notes",
        """
        {"image": "notes:1", "memory": "64MiB", "port": 80, "resources": "shared"}\
        """);
  }

  @AfterAll
  static void close() {
    brain.close();
    broker.close();
  }

  private static String lines(String prefix) {
    return IntStream.rangeClosed(1, LINES)
        .mapToObj(i ->
            i == LINES / 2
                ? "{\"id\": \"%s1\", \"blueprint\": \"notes\", \"owner\": \"other\"}"
                    .formatted(prefix)
                : "{\"id\": \"%s%d\", \"blueprint\": \"notes\"}".formatted(prefix, i))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void shouldCreateNothingTwiceWhenABatchIsCutAndSentAgain() throws IOException {
    String lines = lines("moved-");
    List<String> beforeTheCut = answersBeforeACut(lines, 20);

    Batch again = client.batch(lines);
    Batch thirdTime = client.batch(lines);

    assertThat(again.lines().subList(0, 20)).map(JsonNode::toString).isEqualTo(beforeTheCut);
    assertThat(thirdTime.lines()).isEqualTo(again.lines());
    assertThat(again.all("/line"))
        .isEqualTo(IntStream.rangeClosed(1, LINES).mapToObj(Integer::toString).toList());
    assertThat(again.all("/status").stream().filter("202"::equals)).hasSize(LINES - 1);
    assertThat(again.all("/outcome").stream().filter("accepted"::equals)).hasSize(LINES - 1);
    assertThat(again.line(LINES / 2).at("/problem/type").asText()).endsWith("instance-taken");
    assertThat(IntStream.of(1, 10, 20, 21, 100, 150, LINES))
        .allSatisfy(i -> assertThat(requests("moved-" + i)).isOne());
  }

  @Test
  void shouldTellAllButOneThatADomainIsTakenWhenTheyAskAtOnce() {
    String lines =
        IntStream.rangeClosed(1, 20)
            .mapToObj(
                "{\"id\": \"racer-%d\", \"blueprint\": \"notes\", \"domain\": \"race.example\"}"
                    ::formatted)
            .collect(Collectors.joining("\n"));

    Batch first = client.batch(lines);

    assertThat(first.all("/status").stream().filter("202"::equals)).hasSize(1);
    assertThat(first.all("/problem/type").stream().filter(type -> type.endsWith("domain-taken")))
        .hasSize(19);
    assertThat(client.batch(lines).all("/status")).isEqualTo(first.all("/status"));
  }

  private static long requests(String instance) {
    return client
        .get("/v1/instances/" + instance + "/history")
        .body()
        .findValuesAsText("type")
        .stream()
        .filter("InstanceRequested"::equals)
        .count();
  }

  /** Sends all lines, and closes the connection after so many answers. */
  private static List<String> answersBeforeACut(String lines, int answers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), brain.api().port())) {
      socket
          .getOutputStream()
          .write(
              """
              POST /v1/instances:batch HTTP/1.1\r
              Host: localhost\r
              Content-Type: application/x-ndjson\r
              Content-Length: %d\r
              \r
              %s\
              """
                  .formatted(lines.length(), lines)
                  .getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .lines()
          .filter(line -> line.startsWith("{"))
          .limit(answers)
          .toList();
    }
  }
}
