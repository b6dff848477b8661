package io.dormouse.streams.api.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.EventClient;
import io.dormouse.streams.api.fixture.FakeInstances;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(InSurroundings.class)
final class HistoryTest {

  private final Surroundings it;
  private final ApiClient client;

  HistoryTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldTellAllThatHappenedInOrder() {
    it.instance("told-1");
    Stream.of("wake", "passivate", "stop", "delete").forEach(a -> client.act("told-1", a));

    JsonNode history = client.get("/v1/instances/told-1/history").body();

    assertThat(history.findValuesAsText("type"))
        .containsExactly(
            "InstanceRequested",
            "ResourcesProvided",
            "InstanceWoken",
            "ReplicaPlaced",
            "InstanceStarted",
            "InstancePassivated",
            "InstanceStopped",
            "InstanceDeleted");
    assertThat(history.findValuesAsText("sequence"))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
  }

  @Test
  void shouldTellEveryComponentOfAnEvent() {
    it.instance("whole-1");
    Reply woken = client.act("whole-1", "wake", "Dormouse-User", "u-1");
    client.act("whole-1", "passivate");

    JsonNode history = client.get("/v1/instances/whole-1/history").body();

    String command = woken.text("/command");
    assertThat(history.at("/3").toString())
        .isEqualTo(
            """
            {"instance":"whole-1","sequence":4,"id":"%s/4","time":"2026-11-22T10:00:00.123456Z",\
            "type":"ReplicaPlaced","causedBy":"%s","actor":{"kind":"api-user","id":"u-1"},\
            "data":{"replica":"whole-1.0","generation":1,"host":"host-1","sticky":false,\
            "inputs":{"policy":"spread/1","candidates":1,"memoryBytes":256,"hostFreeBytes":1024}}}\
            """
                .formatted(command, command));
    assertThat(history.at("/0/data/spec/readiness").toString())
        .isEqualTo("{\"path\":\"/\",\"timeout\":\"5m\"}");
    assertThat(history.at("/4/data/phases").toString())
        .isEqualTo(
            """
            {"commanded":"2026-11-22T10:00:00.123456Z","accepted":"2026-11-22T10:00:00.123456Z",\
            "imagePresent":null,"created":"2026-11-22T10:00:00.128456Z","started":null,\
            "portOpen":null,"ready":"2026-11-22T10:00:00.123456Z"}\
            """);
    assertThat(history.at("/5/data").toString())
        .isEqualTo(
            """
            {"cause":{"kind":"api","request":null},"policy":"idle/1","inputs":{\
            "readyAt":"2026-11-22T10:00:00.123456Z","lastUse":"2026-11-22T10:00:02.123456Z",\
            "openConnections":0,"idle":"30m","idleFor":"PT30M0.0005S"}}\
            """);
  }

  @Test
  void shouldTellWhatTheLogHoldsWhateverItIs() {
    it.instance("odd-1");
    InstanceId id = new InstanceId("odd-1");
    Duration endless = Duration.ofDays(100_000_000);
    Instant far = Instant.parse("+200000-01-01T00:00:00Z");
    byte[] key = id.value().getBytes(StandardCharsets.UTF_8);
    RecordedEvent event =
        new RecordedEvent(
            new EventId("odd"),
            id,
            1_000,
            far,
            new CommandId("odd"),
            Actor.system("test"),
            new InstanceEvent.InstancePassivated(
                Cause.of(CauseKind.API),
                "idle/1",
                new PassivationInputs(far, far, -1, endless, endless.negated())));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", it.kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      String topic = it.kafka.name(Topic.INSTANCE_EVENTS);
      producer.send(new ProducerRecord<>(topic, key, new byte[] {0, 0, 0, 0, 5, 1}));
      producer.send(new ProducerRecord<>(topic, key, Codecs.INSTANCE_EVENT.encode(event)));
    }

    Surroundings.awaitUntil(() ->
        client
            .get("/v1/instances/odd-1/history")
            .body()
            .findValuesAsText("sequence")
            .contains("1000"));
    Reply history = client.get("/v1/instances/odd-1/history");

    assertThat(history.status()).isEqualTo(200);
    assertThat(history.body().findValuesAsText("sequence")).contains("1", "1000");
    assertThat(history.body().findValuesAsText("idle")).contains("PT2400000000H");
  }

  @Test
  void shouldTellTheFailure() {
    it.instance("failing-3");
    client.act("failing-3", "wake");

    JsonNode failed = client.get("/v1/instances/failing-3/history").body().at("/3");

    assertThat(failed.at("/type").asText()).isEqualTo("InstanceFailed");
    assertThat(failed.at("/data/failure").toString())
        .isEqualTo(
            """
            {"kind":"exited-before-ready","message":"It ended.","exitCode":3,\
            "lastLogLines":["no","luck"]}\
            """);
  }

  @Test
  void shouldNotTellWhatIsSealed() {
    it.instance("unprovided-2");
    client.act("unprovided-2", "retry");

    Reply history = client.get("/v1/instances/unprovided-2/history");

    assertThat(history.body().at("/3/data").toString())
        .isEqualTo(
            """
            {"credentials":{"version":2,"key":"key-1","expiresAt":"2026-11-22T10:01:00.123456Z"},"replica":0}\
            """);
    assertThat(history.body().toString()).doesNotContain(FakeInstances.CIPHERTEXT);
  }

  @Test
  void shouldTellAPartAndWhereTheNextIs() {
    it.instance("part-1");
    client.act("part-1", "wake");

    Reply first = client.get("/v1/instances/part-1/history?after=1&limit=2");
    Reply last = client.get("/v1/instances/part-1/history?after=3&limit=2");
    Reply none = client.get("/v1/instances/part-1/history?after=5");

    assertThat(first.body().findValuesAsText("sequence")).containsExactly("2", "3");
    assertThat(first.header("Link"))
        .isEqualTo("</v1/instances/part-1/history?after=3&limit=2>; rel=\"next\"");
    assertThat(last.body().findValuesAsText("sequence")).containsExactly("4", "5");
    assertThat(last.header("Link")).isEmpty();
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.body()).isEmpty();
  }

  @Test
  void shouldTellTheNewestFirst() {
    it.instance("newest-1");
    client.act("newest-1", "wake");

    Reply first = client.get("/v1/instances/newest-1/history?order=desc&limit=3");
    Reply rest = client.get(next(first));

    assertThat(first.body().findValuesAsText("sequence")).containsExactly("5", "4", "3");
    assertThat(rest.body().findValuesAsText("sequence")).containsExactly("2", "1");
    assertThat(rest.header("Link")).isEmpty();
  }

  @Test
  void shouldTellOnlyWhatIsAskedFor() {
    it.instance("asked-1");
    Stream.of("wake", "passivate", "wake", "stop").forEach(a -> client.act("asked-1", a));
    String path = "/v1/instances/asked-1/history";

    Reply types = client.get(path + "?type=InstanceWoken,InstanceStopped&limit=1");
    Reply causes = client.get(path + "?cause=api");

    assertThat(types.body().findValuesAsText("type")).containsExactly("InstanceWoken");
    assertThat(next(types)).endsWith("&type=InstanceWoken%2CInstanceStopped");
    assertThat(client.get(next(types)).body().findValuesAsText("type"))
        .containsExactly("InstanceWoken");
    assertThat(causes.body().findValuesAsText("type"))
        .containsExactly("InstanceWoken", "InstancePassivated", "InstanceWoken", "InstanceStopped");
    assertThat(client.get(path + "?cause=drain").body()).isEmpty();
    assertThat(client.get(path + "?until=2000-01-01T00:00:00Z").body()).isEmpty();
    assertThat(client.get(path + "?since=2000-01-01T00:00:00Z").body()).hasSize(10);
  }

  @Test
  void shouldTellLineByLine() {
    it.instance("lines-1");

    Reply reply =
        client.get(
            "/v1/instances/lines-1/history?after=1&limit=1", "Accept", "application/x-ndjson");

    assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(reply.text("/type")).isEqualTo("ResourcesProvided");
    assertThat(reply.raw().body()).asString(StandardCharsets.UTF_8).endsWith("}\n");
  }

  @Test
  void shouldGoOnWithNewEventsFromWhereAClientWas() {
    it.instance("live-1");
    String path = "/v1/instances/live-1/history";
    String last;
    try (EventClient events = new EventClient(it.api.port(), path)) {
      assertThat(events.next().orElseThrow().id()).isEqualTo("1");
      assertThat(events.next().orElseThrow().name()).isEqualTo("ResourcesProvided");
      client.act("live-1", "wake");
      EventClient.Event woken = events.next().orElseThrow();
      assertThat(woken.name()).isEqualTo("InstanceWoken");
      assertThat(woken.data().at("/data/cause/kind").asText()).isEqualTo("api");
      last = woken.id();
    }
    client.act("live-1", "passivate");
    try (EventClient again = new EventClient(it.api.port(), path, "Last-Event-ID", last)) {
      assertThat(Stream.generate(() -> again.next().orElseThrow().id()).limit(3))
          .containsExactly("4", "5", "6");
    }
  }

  @Test
  void shouldExplainAStatusByWhatLedToIt() {
    it.instance("explained-1");
    client.act("explained-1", "wake", "Dormouse-User", "u-1");
    client.act("explained-1", "passivate", "Dormouse-User", "u-2");

    JsonNode why = client.get("/v1/instances/explained-1/why?limit=2").body();

    assertThat(why.at("/status").asText()).isEqualTo("stopping");
    assertThat(why.at("/steps")).hasSize(2);
    assertThat(why.at("/steps/0/type").asText()).isEqualTo("InstancePassivated");
    assertThat(why.at("/steps/0/text").asText()).startsWith("put to sleep by the policy idle/1");
    assertThat(why.at("/steps/1/status").asText()).isEqualTo("running");
    assertThat(client.get("/v1/instances/explained-1/why?at=2000-01-01T00:00:00Z").status())
        .isEqualTo(404);
  }

  @Test
  void shouldShowInstancesAsTheyWereAtAMoment() {
    it.instance("past-1");
    client.act("past-1", "wake");
    String ready = client.get("/v1/instances/past-1/history").body().at("/4/time").asText();

    Reply then = client.get("/v1/instances/past-1?at=" + ready);
    Reply all = client.get("/v1/instances?status=running&limit=1000&at=" + ready);

    assertThat(then.text("/status")).isEqualTo("running");
    assertThat(all.body().at("/items").findValuesAsText("id")).contains("past-1");
    assertThat(client.get("/v1/instances/past-1?at=2000-01-01T00:00:00Z").text("/detail"))
        .contains("there was none called 'past-1'");
    assertThat(client.get("/v1/instances?at=2000-01-01T00:00:00Z").body().at("/items")).isEmpty();
    assertThat(client.get("/v1/instances?at=noon").text("/detail"))
        .contains("Expected a time such as");
  }

  @Test
  void shouldFeedTheEventsOfAllFromAnyMoment() {
    it.instance("feed-1");
    it.instance("feed-2");
    List<String> all = new ArrayList<>();
    for (String path = "/v1/events?limit=3"; !path.isEmpty(); ) {
      Reply page = client.get(path);
      all.addAll(ids(page));
      path = next(page);
    }

    Reply whole = client.get("/v1/events?limit=10000");
    Reply newest = client.get("/v1/events?limit=10000&order=desc");

    assertThat(all).doesNotHaveDuplicates().hasSizeGreaterThan(3);
    assertThat(ids(whole)).isEqualTo(all);
    assertThat(ids(newest)).isEqualTo(all.reversed());
    assertThat(client.get("/v1/events?since=2999-01-01T00:00:00Z").body()).isEmpty();
  }

  @Test
  void shouldFeedNewEventsFromWhereAClientWas() {
    it.instance("tail-1");
    String last;
    try (EventClient events = new EventClient(it.api.port(), "/v1/events?type=InstanceWoken")) {
      client.act("tail-1", "wake");
      EventClient.Event woken = events.next().orElseThrow();
      assertThat(woken.data().at("/instance").asText()).isEqualTo("tail-1");
      last = woken.id();
    }
    client.act("tail-1", "passivate");
    try (EventClient again =
        new EventClient(
            it.api.port(), "/v1/events?type=InstancePassivated", "Last-Event-ID", last)) {
      assertThat(again.next().orElseThrow().data().at("/instance").asText()).isEqualTo("tail-1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?order=up, Expected asc",
    "?type=InstanceWoke, Expected types of events",
    "?cause=whim, Expected one of request",
    "?since=yesterday, Expected a time such as",
    "?limit=10001, Expected a whole number from 1 to 10000",
    "?after=%21, Expected a cursor",
    "?after=AAAA, Expected a cursor",
  })
  void shouldSayWhatIsWrongWithARequest(String query, String message) {
    Reply reply = client.get("/v1/events" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("/detail")).contains(message);
  }

  private static List<String> ids(Reply page) {
    List<String> ids = new ArrayList<>();
    page.body().forEach(event -> ids.add(event.at("/id").asText()));
    return ids;
  }

  private static String next(Reply page) {
    return page.header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
  }
}
