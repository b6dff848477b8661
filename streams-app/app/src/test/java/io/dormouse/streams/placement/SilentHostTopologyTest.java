package io.dormouse.streams.placement;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REQUEST;
import static io.dormouse.core.Sample.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostEvent;
import io.dormouse.language.host.HostEvent.HostJoined;
import io.dormouse.language.host.HostEvent.HostLost;
import io.dormouse.language.host.HostEvent.HostReturned;
import io.dormouse.language.host.HostEvent.HostSuspected;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TopologyDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All hosts of a pool fall silent at once, so that no heartbeat of another one tells. */
class SilentHostTopologyTest {

  @TempDir Path directory;
  private TopologyDriver driver;
  private final Map<HostId, HostLife> lives = new HashMap<>();

  @SuppressWarnings("NullAway.Init")
  SilentHostTopologyTest() {}

  @BeforeEach
  void open() {
    driver = new TopologyDriver(directory);
    driver.send(Topic.BLUEPRINTS, "notes", Codecs.BLUEPRINT, BLUEPRINT);
    heartbeat(HOST_1);
    heartbeat(HOST_2);
    driver.timePasses(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldSuspectThenLoseThemByTimeAloneAndSeeThemReturn() {
    assertThat(events())
        .containsExactly(new HostJoined(HOST_1, POOL, START), new HostJoined(HOST_2, POOL, START));

    silence(5);
    assertThat(lives()).containsOnly(reporting(HOST_1), reporting(HOST_2));
    silence(1);
    assertThat(lives())
        .containsOnly(Map.entry(HOST_1, HostLife.SUSPECT), Map.entry(HOST_2, HostLife.SUSPECT));
    silence(8);
    assertThat(events())
        .containsExactly(
            new HostSuspected(HOST_1, POOL, START), new HostSuspected(HOST_2, POOL, START));
    silence(1);
    assertThat(lives())
        .containsOnly(Map.entry(HOST_1, HostLife.LOST), Map.entry(HOST_2, HostLife.LOST));
    assertThat(events())
        .containsExactly(new HostLost(HOST_1, POOL, START), new HostLost(HOST_2, POOL, START));

    heartbeat(HOST_2);
    assertThat(lives()).containsOnly(Map.entry(HOST_1, HostLife.LOST), reporting(HOST_2));
    assertThat(events()).containsExactly(new HostReturned(HOST_2, POOL, driver.now()));
  }

  @Test
  void shouldPlaceNothingOnASilentHostUntilItReturns() {
    send(new CreateInstance(NOTES, null, null, OWNER, null));
    silence(7);

    send(new WakeInstance(REQUEST));
    silence(20);
    assertThat(driver.events()).contains("InstanceWoken").doesNotContain("ReplicaPlaced");

    heartbeat(HOST_2);
    assertThat(driver.events()).containsExactly("ReplicaPlaced");
  }

  @Test
  void shouldKeyEventsByHostAndDateThemByTheirCause() {
    silence(7);

    List<TestRecord<String, Instant>> records =
        driver.read(Topic.HOST_EVENTS, Codecs.HOST_EVENT).stream()
            .map(record -> new TestRecord<>(record.key(), record.value().time()))
            .toList();

    assertThat(records)
        .containsExactly(
            new TestRecord<>("host-1", START),
            new TestRecord<>("host-2", START),
            new TestRecord<>("host-1", START.plusSeconds(7)),
            new TestRecord<>("host-2", START.plusSeconds(7)));
  }

  private void silence(int seconds) {
    for (int i = 0; i < seconds; i++) {
      driver.timePasses(Duration.ofSeconds(1));
    }
  }

  private void heartbeat(HostId host) {
    driver.send(Topic.HOST_REPORTS, host.value(), Codecs.HOST_REPORT, Sample.report(host, 1024));
  }

  private void send(InstanceCommand command) {
    driver.send(
        Topic.INSTANCE_COMMANDS,
        "acme",
        Codecs.INSTANCE_COMMAND,
        new CommandEnvelope(
            new CommandId(command.getClass().getSimpleName()),
            new Actor(ActorKind.API_USER, "user-1"),
            command));
  }

  private List<HostEvent> events() {
    return driver.read(Topic.HOST_EVENTS, Codecs.HOST_EVENT).stream()
        .map(record -> record.value().event())
        .toList();
  }

  private Map<HostId, HostLife> lives() {
    for (TestRecord<String, HostView> record : driver.read(Topic.HOSTS, Codecs.HOST_VIEW)) {
      lives.put(record.value().host(), record.value().life());
    }
    return lives;
  }

  private static Map.Entry<HostId, HostLife> reporting(HostId host) {
    return Map.entry(host, HostLife.REPORTING);
  }
}
