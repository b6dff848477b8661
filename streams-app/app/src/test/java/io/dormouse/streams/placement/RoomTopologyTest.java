package io.dormouse.streams.placement;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.Sample.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.Sample;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceCommand.PassivateInstance;
import io.dormouse.language.instance.InstanceCommand.WakeInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TopologyDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five instances are woken at once, and the only host has room for two. */
class RoomTopologyTest {

  private static final List<String> ALL = List.of("a", "b", "c", "d", "e");
  private static final Duration BETWEEN_HEARTBEATS = Duration.ofSeconds(2);

  @TempDir Path directory;
  private TopologyDriver driver;
  private final Map<String, InstanceView> views = new LinkedHashMap<>();
  private final List<String> running = new ArrayList<>();
  private int commands;

  @SuppressWarnings("NullAway.Init")
  RoomTopologyTest() {}

  @BeforeEach
  void open() {
    driver = new TopologyDriver(directory);
    driver.send(Topic.BLUEPRINTS, "notes", Codecs.BLUEPRINT, BLUEPRINT);
    ALL.forEach(id -> send(id, new CreateInstance(NOTES, null, null, OWNER, null)));
    heartbeat();
    ALL.forEach(id -> {
      wake(id);
      driver.timePasses(Duration.ofMillis(10));
    });
    List.of("a", "b").forEach(this::ready);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldQueueWhatFindsNoRoomAndServeItInOrderAsRoomComesFree() {
    assertThat(statuses()).containsExactly("running", "running", "queued", "queued", "queued");

    timePasses(Duration.ofMinutes(2));
    assertThat(statuses()).containsExactly("running", "running", "queued", "queued", "queued");
    sleep("a");

    assertThat(statuses()).containsExactly("asleep", "running", "starting", "queued", "queued");
    assertThat(view("d").since()).isBefore(view("e").since());
    assertThat(driver.events()).doesNotContain("InstanceFailed", "ReplicaRefused");
  }

  @Test
  void shouldLetGoOfWhatNobodyAsksForAnyMoreAndKeepTheRest() {
    for (int minute = 0; minute < 8; minute++) {
      timePasses(Duration.ofMinutes(1));
      wake("d");
    }

    assertThat(statuses()).containsExactly("running", "running", "asleep", "queued", "asleep");
    assertThat(view("c").lastCause()).isEqualTo(Cause.of(CauseKind.ROOM));
    assertThat(driver.events()).doesNotContain("InstanceFailed");
    wake("c");
    sleep("a");
    assertThat(statuses()).containsExactly("asleep", "running", "queued", "starting", "asleep");
  }

  @Test
  void shouldGoBackToItsPlaceWhenTheHostRefuses() {
    sleep("a");
    refuse("c");

    assertThat(statuses()).containsExactly("asleep", "running", "queued", "queued", "queued");
    timePasses(BETWEEN_HEARTBEATS);
    assertThat(statuses()).containsExactly("asleep", "running", "starting", "queued", "queued");
    assertThat(driver.events()).doesNotContain("InstanceFailed").contains("ReplicaRefused");
  }

  private void timePasses(Duration time) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plus(BETWEEN_HEARTBEATS)) {
      driver.timePasses(BETWEEN_HEARTBEATS);
      heartbeat();
    }
  }

  private void heartbeat() {
    HeldReplica[] held =
        running.stream()
            .map(id -> new HeldReplica(replica(id), 1, HeldState.READY, 256 * MIB))
            .toArray(HeldReplica[]::new);
    driver.send(Topic.HOST_REPORTS, "host-1", Codecs.HOST_REPORT, Sample.report(HOST_1, 600, held));
  }

  private void wake(String id) {
    send(id, new WakeInstance(REQUEST));
  }

  private void ready(String id) {
    running.add(id);
    StartPhases phases = new StartPhases(driver.now(), null, null, null, null, null, driver.now());
    report(id, new ReplicaStatus.Ready("10.0.0.7", 8080, phases));
  }

  private void sleep(String id) {
    send(id, new PassivateInstance(Cause.of(CauseKind.API)));
    running.remove(id);
    report(id, new ReplicaStatus.Stopped(0));
  }

  private void refuse(String id) {
    report(id, new ReplicaStatus.Refused("no room", 0));
  }

  private void report(String id, ReplicaStatus status) {
    driver.send(
        Topic.REPLICA_REPORTS,
        id,
        Codecs.REPLICA_REPORT,
        ReplicaReport.of(HOST_1, replica(id), view(id).generation(), status));
  }

  private void send(String id, InstanceCommand command) {
    driver.send(
        Topic.INSTANCE_COMMANDS,
        id,
        Codecs.INSTANCE_COMMAND,
        new CommandEnvelope(
            new CommandId("command-" + ++commands),
            new Actor(ActorKind.API_USER, "user-1"),
            command));
  }

  private List<String> statuses() {
    return ALL.stream()
        .map(this::view)
        .map(InstanceView::status)
        .map(RoomTopologyTest::word)
        .toList();
  }

  private static String word(InstanceStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private InstanceView view(String id) {
    driver
        .read(Topic.INSTANCES, Codecs.INSTANCE_VIEW)
        .forEach(record -> views.put(record.key(), record.value()));
    return Objects.requireNonNull(views.get(id), "Expected a view of " + id);
  }

  private static ReplicaId replica(String id) {
    return new ReplicaId(new InstanceId(id), 0);
  }
}
