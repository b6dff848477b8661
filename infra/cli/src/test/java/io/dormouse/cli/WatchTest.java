package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.cli.api.ApiClient;
import io.dormouse.cli.api.ApiPath;
import io.dormouse.cli.api.EventStream;
import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import io.dormouse.cli.settings.Target;
import io.dormouse.cli.terminal.Notes;
import io.dormouse.cli.terminal.Shell;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams end when the fake has nothing more to tell. */
@Timeout(20)
class WatchTest {

  private final FakeApi api = new FakeApi().addInstance("acme", "running");

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void shouldGoOnAfterBrokenConnectionsWithoutLossOrRepeat() throws Exception {
    addEvents(20);
    api.events.cutAfter(3, 0, 5, 1);

    Cli.Outcome watched =
        new Cli().with(api).run("instances", "watch", "acme", "--after", "0", "-o", "json");

    assertThat(sequences(watched.out())).isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
    assertThat(watched.err()).contains("to go on after 3").contains("to go on after 9");
    assertThat(watched.code()).isZero();
  }

  @Test
  void shouldBeginAfterTheNewestEvent() throws Exception {
    addEvents(5);

    Cli.Outcome watched = new Cli().with(api).run("instances", "watch", "acme", "--output", "json");

    assertThat(sequences(watched.out())).containsExactly(4, 5);
  }

  @Test
  void shouldResumeTheFeedOfAllEventsByItsCursor() throws Exception {
    addEvents(6);
    api.events.cutAfter(2);

    Cli.Outcome tailed =
        new Cli()
            .with(api)
            .run("events", "tail", "-o", "json", "--type", "InstanceWoken", "--cause", "api");

    assertThat(sequences(tailed.out())).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(api.requests.get(0).header("Last-Event-ID")).isEmpty();
    assertThat(api.requests.get(1).header("Last-Event-ID")).isEqualTo("cursor-2");
    assertThat(api.requests.get(1).query())
        .containsEntry("type", "InstanceWoken")
        .containsEntry("cause", "api");
  }

  @Test
  void shouldAskForEventsSinceItBeganWhenTheFeedBreaksBeforeTheFirst() {
    addEvents(1);
    api.events.cutAfter(0);
    Instant begun = Instant.now();

    new Cli().with(api).run("events", "tail");

    assertThat(api.requests.get(0).query()).doesNotContainKey("since");
    assertThat(Instant.parse(api.requests.get(1).query().get("since")))
        .isBetween(begun, Instant.now());
  }

  @Test
  void shouldWriteOneLineForEachEvent() {
    addEvents(3);

    assertThat(new Cli().with(api).run("events", "tail").out().lines())
        .hasSize(4)
        .first()
        .asString()
        .startsWith("SUBJECT");
    assertThat(new Cli().with(api).run("events", "tail", "-o", "json").out().lines()).hasSize(3);
    assertThat(new Cli().with(api).run("events", "tail", "-o", "yaml").out().lines())
        .filteredOn("---"::equals)
        .hasSize(3);
  }

  @Test
  void shouldGoOnWhileTheApiIsAwayForAWhile() throws Exception {
    addEvents(4);
    api.events.cutAfter(1);
    api.answerNext(exchange -> FakeApi.send(exchange, 200, api.document("instances", "acme")))
        .answerNext(exchange -> api.events.serve(exchange, api.requests.getLast()))
        .loseNext()
        .refuseNext(503, "{'title':'Not ready yet'}");

    Cli.Outcome watched =
        new Cli().with(api).run("instances", "watch", "acme", "--after", "0", "-o", "json");

    assertThat(sequences(watched.out())).containsExactly(1, 2, 3, 4);
    assertThat(watched.err()).contains("Not ready yet; connecting again");
  }

  @Test
  void shouldFailWhenTheStreamIsRefused() {
    api.refuseNext(404, "{'type':'urn:dormouse:problem:unknown-instance','title':'No'}");
    assertThat(new Cli().with(api).run("instances", "watch", "nobody").code()).isEqualTo(1);

    api.refuseNext(503, "{'title':'Too many requests at once'}");
    assertThat(new Cli().with(api).run("events", "tail").code()).isEqualTo(1);
  }

  @Test
  void shouldFailWithAnApiThatKnowsNoStreams() {
    api.refuseNext(200, "{}");

    Cli.Outcome old = new Cli().with(api).run("events", "tail");

    assertThat(old.code()).isEqualTo(1);
    assertThat(old.err()).contains("expected a stream of events");
  }

  @Test
  void shouldTakeASilentConnectionForABrokenOne() {
    addEvents(2);
    api.events.beSilentOnce();
    Shell shell =
        new Shell(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of());
    Notes notes = new Notes(shell);
    List<JsonNode> seen = new ArrayList<>();

    try (ApiClient client =
        new ApiClient(new Target(URI.create(api.address()), ""), "olga", notes)) {
      new EventStream(client, notes, Duration.ofMillis(100))
          .follow(ApiPath.of("events").with("after", 0), seen::add);
    }

    assertThat(seen).hasSize(2);
  }

  private void addEvents(int number) {
    IntStream.range(0, number)
        .forEach(i -> api.events.add("InstanceWoken", "{'i':%d}".formatted(i)));
  }

  private static List<Integer> sequences(String lines) throws Exception {
    List<Integer> sequences = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      sequences.add(FakeApi.JSON.readTree(line).path("sequence").asInt());
    }
    return sequences;
  }
}
