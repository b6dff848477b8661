package io.dormouse.streams.api.instance;

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
import io.dormouse.streams.api.fixture.FakeInstances;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
            {"sequence":4,"id":"%s/4","time":"2026-11-22T10:00:00.123456Z",\
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
}
