package io.dormouse.streams.placement;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.Sample.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.host.HostEvent;
import io.dormouse.language.host.HostEvent.HostLost;
import io.dormouse.language.host.HostEvent.HostReturned;
import io.dormouse.language.host.HostEvent.HostSuspected;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.wire.Codecs;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scheduler's shell, and its memory between two messages. */
class PlacementProcessorTest {

  private static final ReplicaId OTHER = new ReplicaId(new InstanceId("other"), 0);

  private final SchedulerShell scheduler = new SchedulerShell();

  @BeforeEach
  void begin() {
    scheduler.startAnew(START);
  }

  @Test
  void shouldPlaceWhatWaitedOnceAHostReports() {
    assertThat(scheduler.told(request(REPLICA, 256), START)).isEmpty();

    assertThat(placements(scheduler.heard(report(HOST_1, 1024), at(1)))).containsExactly(HOST_1);
    assertThat(placements(scheduler.heard(report(HOST_1, 1024), at(2)))).isEmpty();
  }

  @Test
  void shouldAnswerTheRequestToTheInstance() {
    scheduler.heard(report(HOST_1, 1024), START);

    Record<String, Object> answer =
        scheduler.told(request(REPLICA, 256), at(1)).stream()
            .filter(record -> record.value() instanceof CommandEnvelope)
            .findFirst()
            .orElseThrow();

    assertThat(answer.key()).isEqualTo(ACME.value());
    assertThat(((CommandEnvelope) answer.value()).command())
        .isInstanceOfSatisfying(
            PlaceReplica.class,
            place -> {
              assertThat(place.replica()).isEqualTo(REPLICA);
              assertThat(place.request()).isEqualTo(1);
            });
  }

  @Test
  void shouldNeverPromiseTheSameMemoryTwice() {
    scheduler.heard(report(HOST_1, 300), START);

    assertThat(placements(scheduler.told(request(REPLICA, 256), at(1)))).containsExactly(HOST_1);
    assertThat(placements(scheduler.told(request(OTHER, 256), at(1)))).isEmpty();
  }

  @Test
  void shouldCountWhatStartedWithoutItsWord() {
    scheduler.heard(report(HOST_1, 300), START);
    scheduler.told(new MemoryReserved(OTHER, HOST_1, 1, 256 * MIB), at(1));

    assertThat(placements(scheduler.told(request(REPLICA, 256), at(1)))).isEmpty();
  }

  @Test
  void shouldPlaceTheLongestWaitingFirstWhenMemoryIsReleased() {
    scheduler.heard(report(HOST_1, 300), START);
    scheduler.told(new MemoryReserved(new ReplicaId(ACME, 7), HOST_1, 1, 256 * MIB), START);
    scheduler.told(request(OTHER, 256), at(1));
    scheduler.told(request(REPLICA, 256), at(2));

    List<Record<String, Object>> sent =
        scheduler.told(new MemoryReleased(new ReplicaId(ACME, 7), HOST_1, 1), at(3));

    assertThat(sent)
        .filteredOn(record -> record.value() instanceof CommandEnvelope)
        .extracting(Record::key)
        .containsExactly("other");
  }

  @Test
  void shouldForgetWhoDoesNotWaitAnyMore() {
    scheduler.told(request(REPLICA, 256), START);
    scheduler.told(new PlacementWithdrawn(REPLICA), at(1));

    assertThat(placements(scheduler.heard(report(HOST_1, 1024), at(2)))).isEmpty();
  }

  @Test
  void shouldAskAHostThatRefusedAgainOnlyAfterItsNextReport() {
    scheduler.heard(report(HOST_1, 1024), START);
    PlacementRequested refused =
        new PlacementRequested(REPLICA, 2, POOL, 256 * MIB, List.of(HOST_1), null);

    assertThat(placements(scheduler.told(refused, at(1)))).isEmpty();
    assertThat(placements(scheduler.heard(report(HOST_2, 100), at(2)))).isEmpty();
    assertThat(placements(scheduler.heard(report(HOST_1, 1024), at(3)))).containsExactly(HOST_1);
  }

  @Test
  void shouldNotGoBackAndForthBetweenTwoHostsThatRefuse() {
    scheduler.heard(report(HOST_1, 1024), START);
    scheduler.heard(report(HOST_2, 1024), START);
    assertThat(placements(scheduler.told(request(REPLICA, 256), at(1)))).containsExactly(HOST_1);

    assertThat(placements(scheduler.told(refusedBy(2, HOST_1), at(2)))).containsExactly(HOST_2);
    assertThat(placements(scheduler.told(refusedBy(3, HOST_1, HOST_2), at(2)))).isEmpty();
    assertThat(placements(scheduler.told(request(OTHER, 256), at(2)))).isEmpty();
    assertThat(placements(scheduler.heard(report(HOST_2, 1024), at(2)))).isEmpty();
    assertThat(placements(scheduler.heard(report(HOST_2, 1024), at(3))))
        .containsExactly(HOST_2, HOST_2);
  }

  @Test
  void shouldTryARefusingHostAtOnceWhenSomethingEndsThere() {
    scheduler.heard(report(HOST_1, 600), START);
    scheduler.told(new MemoryReserved(OTHER, HOST_1, 1, 256 * MIB), at(1));
    scheduler.told(refusedBy(2, HOST_1), at(2));

    assertThat(placements(scheduler.told(new MemoryReleased(OTHER, HOST_1, 1), at(3))))
        .containsExactly(HOST_1);
  }

  @Test
  void shouldKeepThePlaceOfWhomAHostRefused() {
    scheduler.told(request(OTHER, 256), at(5));
    scheduler.told(
        new PlacementRequested(REPLICA, 2, POOL, 256 * MIB, List.of(HOST_2), at(1)), at(6));

    List<Record<String, Object>> sent = scheduler.heard(report(HOST_1, 300), at(7));

    assertThat(sent)
        .filteredOn(record -> record.value() instanceof CommandEnvelope)
        .extracting(Record::key)
        .containsExactly(ACME.value());
  }

  @Test
  void shouldFreeWhatWasPromisedToWhoDoesNotWaitAnyMore() {
    scheduler.heard(report(HOST_1, 300), START);
    scheduler.told(request(REPLICA, 256), at(1));
    assertThat(placements(scheduler.told(request(OTHER, 256), at(2)))).isEmpty();

    assertThat(placements(scheduler.told(new PlacementWithdrawn(REPLICA), at(3))))
        .containsExactly(HOST_1);
  }

  @Test
  void shouldShowThatAHostIsHeldForOneThatHasWaitedLong() {
    HostReport full = report(HOST_1, 1024, new HeldReplica(OTHER, 1, HeldState.READY, 512 * MIB));
    scheduler.heard(full, START);
    scheduler.told(request(REPLICA, 900), START);

    assertThat(held(scheduler.heard(full, at(29)))).containsOnly(false);
    assertThat(held(scheduler.heard(full, at(30)))).contains(true);
    assertThat(held(scheduler.told(new PlacementWithdrawn(REPLICA), at(31)))).containsOnly(false);
  }

  @Test
  void shouldNoticeASilentHostByItsTimer() {
    scheduler.heard(report(HOST_1, 1024), START);

    assertThat(silence(1, 6)).isEmpty();
    List<Record<String, Object>> suspected = scheduler.timePasses(at(7));
    assertThat(events(suspected)).containsExactly(new HostSuspected(HOST_1, POOL, START));
    assertThat(lives(suspected)).containsExactly(HostLife.SUSPECT);
    assertThat(silence(8, 15)).isEmpty();
    List<Record<String, Object>> lost = scheduler.timePasses(at(16));
    assertThat(events(lost)).containsExactly(new HostLost(HOST_1, POOL, START));
    assertThat(lives(lost)).containsExactly(HostLife.LOST);
    assertThat(placements(scheduler.told(request(REPLICA, 256), at(17)))).isEmpty();

    List<Record<String, Object>> back = scheduler.heard(report(HOST_1, 1024), at(18));
    assertThat(events(back)).containsExactly(new HostReturned(HOST_1, POOL, at(18)));
    assertThat(lives(back)).containsExactly(HostLife.REPORTING);
    assertThat(placements(back)).containsExactly(HOST_1);
  }

  @Test
  void shouldCountSilenceAnewAfterARestart() {
    scheduler.heard(report(HOST_1, 1024), START);
    assertThat(silence(1, 5)).isEmpty();

    scheduler.startAnew(at(60));

    assertThat(silence(61, 66)).isEmpty();
    assertThat(events(scheduler.timePasses(at(67))))
        .containsExactly(new HostSuspected(HOST_1, POOL, START));
    scheduler.startAnew(at(120));
    assertThat(silence(121, 135)).as("suspect is what it was").isEmpty();
    assertThat(events(scheduler.timePasses(at(136))))
        .containsExactly(new HostLost(HOST_1, POOL, START));
  }

  @ParameterizedTest
  @ValueSource(longs = {3600, -3600})
  void shouldCountSilenceAnewAfterAPauseInWhichNobodyListened(long jump) {
    scheduler.heard(report(HOST_1, 1024), START);
    assertThat(silence(1, 5)).isEmpty();

    assertThat(silence(jump, jump + 6)).isEmpty();
    assertThat(lives(scheduler.timePasses(at(jump + 7)))).containsExactly(HostLife.SUSPECT);
  }

  @Test
  void shouldGiveAPlacementOfTheTimerAnIdOfItsOwn() {
    scheduler.heard(report(HOST_1, 1024), START);
    scheduler.heard(
        report(HOST_2, 300, new HeldReplica(OTHER, 1, HeldState.READY, 256 * MIB)), START);
    scheduler.told(refusedBy(2, HOST_1), at(1));
    for (int second = 1; second <= 6; second++) {
      assertThat(placements(scheduler.heard(report(HOST_1, 1024), at(second)))).isEmpty();
      assertThat(scheduler.timePasses(at(second))).isEmpty();
    }

    List<Record<String, Object>> sent = scheduler.timePasses(at(7));

    assertThat(events(sent)).containsExactly(new HostSuspected(HOST_2, POOL, START));
    assertThat(sent)
        .extracting(Record::value)
        .filteredOn(CommandEnvelope.class::isInstance)
        .extracting(command -> ((CommandEnvelope) command).id().value())
        .containsExactly("place-acme.0-2-default/host-2/2");
  }

  @Test
  void shouldNotRewriteTheQueueWithAHeartbeat() {
    for (int i = 0; i < 10; i++) {
      scheduler.told(request(new ReplicaId(ACME, i), 256), START);
    }
    assertThat(scheduler.queueWrites()).isEqualTo(10);

    scheduler.heard(report(HOST_1, 100), at(1));
    scheduler.heard(report(HOST_1, 100), at(2));
    silence(3, 20);
    assertThat(scheduler.queueWrites()).isEqualTo(10);

    scheduler.heard(report(HOST_1, 600), at(21));
    assertThat(scheduler.queueWrites()).as("two are placed").isEqualTo(12);
  }

  @Test
  void shouldSendEventsOfAHostToThePartitionOfItsPool() {
    RecordedHostEvent event =
        RecordedHostEvent.of(new HostLost(HOST_1, new PoolName("beta"), START), 1, START);

    assertThat(
            Objects.requireNonNull(PlacementProcessor.HOST_EVENTS.partitioner())
                .partitions(
                    "dormouse.host-events",
                    "host-1",
                    Codecs.HOST_EVENT.encode(event),
                    new RecordHeaders(),
                    64))
        .contains(Set.of(KeyPartitioner.partition("beta", 64)));
  }

  @Test
  void shouldShowEveryChangeOfAHost() {
    scheduler.heard(report(HOST_1, 1024), START);

    List<Record<String, Object>> sent = scheduler.told(request(REPLICA, 256), at(1));

    assertThat(sent)
        .filteredOn(record -> record.value() instanceof HostView)
        .singleElement()
        .satisfies(record -> {
          assertThat(record.key()).isEqualTo("host-1");
          assertThat(((HostView) record.value()).memoryReservedBytes()).isEqualTo(256 * MIB);
        });
  }

  /** The records of the scheduler's timer, once a second. */
  private List<Record<String, Object>> silence(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(second -> scheduler.timePasses(at(second)))
        .flatMap(List::stream)
        .toList();
  }

  private static List<HostEvent> events(List<Record<String, Object>> sent) {
    return sent.stream()
        .filter(record -> record.value() instanceof RecordedHostEvent)
        .map(record -> ((RecordedHostEvent) record.value()).event())
        .toList();
  }

  private static List<HostLife> lives(List<Record<String, Object>> sent) {
    return sent.stream()
        .filter(record -> record.value() instanceof HostView)
        .map(record -> ((HostView) record.value()).life())
        .toList();
  }

  private static List<HostId> placements(List<Record<String, Object>> sent) {
    return sent.stream()
        .filter(record -> record.value() instanceof CommandEnvelope)
        .map(record -> ((PlaceReplica) ((CommandEnvelope) record.value()).command()).host())
        .toList();
  }

  private static List<Boolean> held(List<Record<String, Object>> sent) {
    return sent.stream()
        .filter(record -> record.value() instanceof HostView)
        .map(record -> ((HostView) record.value()).held())
        .toList();
  }

  private static PlacementRequested refusedBy(long request, HostId... hosts) {
    return new PlacementRequested(REPLICA, request, POOL, 256 * MIB, List.of(hosts), START);
  }

  private static PlacementRequested request(ReplicaId replica, long mib) {
    return new PlacementRequested(replica, 1, POOL, mib * MIB, List.of(), null);
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }
}
