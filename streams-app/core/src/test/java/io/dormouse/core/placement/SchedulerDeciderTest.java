package io.dormouse.core.placement;

import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.Sample.report;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dormouse.core.Sample;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.TimePassed;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.core.placement.PlacementPlanner.Placement;
import io.dormouse.core.placement.SchedulerDecider.SchedulerTurn;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.host.HostEvent;
import io.dormouse.language.host.HostEvent.HostJoined;
import io.dormouse.language.host.HostEvent.HostLost;
import io.dormouse.language.host.HostEvent.HostReturned;
import io.dormouse.language.host.HostEvent.HostSuspected;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs of one scheduler, in their order. */
class SchedulerDeciderTest {

  private static final HostId HOST_3 = new HostId("host-3");

  private SchedulerState state = SchedulerState.of(List.of(), List.of());
  private final List<RecordedHostEvent> recorded = new ArrayList<>();

  @Test
  void shouldTellHowTheLifeOfAHostChanges() {
    take(new Heartbeat(report(HOST_1, 1024)), at(0));
    take(new Heartbeat(report(HOST_1, 1024)), at(2));
    for (int second = 6; second <= 20; second++) {
      take(new TimePassed(at(0), Map.of(HOST_1, at(2))), at(second));
    }
    take(new Heartbeat(report(HOST_1, 1024)), at(21));

    assertThat(events())
        .containsExactly(
            new HostJoined(HOST_1, POOL, at(0)),
            new HostSuspected(HOST_1, POOL, at(2)),
            new HostLost(HOST_1, POOL, at(2)),
            new HostReturned(HOST_1, POOL, at(21)));
    assertThat(recorded).extracting(RecordedHostEvent::sequence).containsExactly(1L, 2L, 3L, 4L);
    assertThat(recorded)
        .extracting(event -> event.id().value())
        .containsExactly(
            "default/host-1/1", "default/host-1/2", "default/host-1/3", "default/host-1/4");
    assertThat(recorded)
        .extracting(RecordedHostEvent::time)
        .containsExactly(at(0), at(9), at(18), at(21));
  }

  @Test
  void shouldGiveUpWhatALostHostHoldsOnce() {
    take(new Heartbeat(reportOf(HOST_1, REPLICA, 3)), at(0));
    take(new Heartbeat(report(HOST_2, 1024)), at(15));
    TimePassed passed = new TimePassed(at(0), Map.of(HOST_1, at(0), HOST_2, at(15)));

    assertThat(SchedulerDecider.decide(state, passed, at(15)).lost()).isEmpty();
    assertThat(SchedulerDecider.decide(state, passed, at(16)).lost())
        .containsExactly(new LoseReplica(REPLICA, 3, HOST_1));
    take(passed, at(16));
    assertThat(SchedulerDecider.decide(state, new Heartbeat(report(HOST_2, 1024)), at(17)).lost())
        .isEmpty();
  }

  @Test
  void shouldGiveNothingUpWhileOurNetworkIsTheLikelierCulprit() {
    take(new Heartbeat(reportOf(HOST_1, REPLICA, 3)), at(0));
    TimePassed alone = new TimePassed(at(0), Map.of(HOST_1, at(0)));
    assertThat(SchedulerDecider.decide(state, alone, at(16)).lost()).as("the only host").isEmpty();

    take(new Heartbeat(reportOf(HOST_2, new ReplicaId(new InstanceId("zebra"), 0), 1)), at(1));
    take(new Heartbeat(report(HOST_3, 1024)), at(16));
    TimePassed two = new TimePassed(at(0), Map.of(HOST_1, at(0), HOST_2, at(1), HOST_3, at(16)));
    take(two, at(17));
    assertThat(lives()).containsEntry(HOST_1, HostLife.LOST).containsEntry(HOST_2, HostLife.LOST);
    assertThat(SchedulerDecider.decide(state, two, at(18)).lost()).as("two of three").isEmpty();

    SchedulerTurn back =
        SchedulerDecider.decide(
            state,
            new Heartbeat(reportOf(HOST_2, new ReplicaId(new InstanceId("zebra"), 0), 1)),
            at(19));
    assertThat(back.lost()).containsExactly(new LoseReplica(REPLICA, 3, HOST_1));
  }

  private static HostReport reportOf(HostId host, ReplicaId replica, long generation) {
    return Sample.report(
        host, 1024, new HeldReplica(replica, generation, HeldState.READY, 256 * MIB));
  }

  @Test
  void shouldTellTheSameAgainIfATurnIsRepeated() {
    take(new Heartbeat(report(HOST_1, 1024)), at(0));
    PlacementInput passed = new TimePassed(at(0), Map.of());

    SchedulerTurn turn = SchedulerDecider.decide(state, passed, at(7));

    assertThat(turn.events()).hasSize(1);
    assertThat(SchedulerDecider.decide(state, passed, at(7))).isEqualTo(turn);
  }

  @Test
  void shouldChangeNothingWhileAllAreHeard() {
    take(new Heartbeat(report(HOST_1, 1024)), at(0));
    SchedulerTurn turn =
        SchedulerDecider.decide(state, new TimePassed(at(0), Map.of(HOST_1, at(60))), at(66));

    assertThat(turn).isEqualTo(new SchedulerTurn(state, List.of(), List.of(), List.of()));
  }

  @Test
  void shouldGiveAHostItsFullSilenceFromTheStartOfTheWatch() {
    take(new Heartbeat(report(HOST_1, 1024)), at(0));
    recorded.clear();

    take(new TimePassed(at(600), Map.of()), at(606));
    assertThat(recorded).isEmpty();
    take(new TimePassed(at(600), Map.of()), at(607));
    assertThat(events()).containsExactly(new HostSuspected(HOST_1, POOL, at(0)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400, 0, 86_400})
  void shouldMeasureSilenceWhateverTheSkewToTheBrokersClock(long skew) {
    take(new Heartbeat(report(HOST_1, 1024)), at(0));
    take(new Heartbeat(report(HOST_2, 1024)), at(6));

    take(new TimePassed(at(skew), Map.of(HOST_1, at(skew), HOST_2, at(skew + 6))), at(skew + 7));

    assertThat(lives()).isEqualTo(Map.of(HOST_1, HostLife.SUSPECT, HOST_2, HostLife.REPORTING));
  }

  @Test
  void shouldNotAskAHostAgainThatRefusedWhileAnotherCould() {
    threeHostsOfWhichTheLastIsFull();

    assertThat(placed(new Told(request(1)), at(1))).containsExactly(HOST_1);
    assertThat(placed(refusedBy(2, HOST_1), at(2))).containsExactly(HOST_2);
    take(new Told(new MemoryReserved(REPLICA, HOST_2, 2, 256 * MIB)), at(3));
    assertThat(placed(refusedBy(3, HOST_1, HOST_2), at(4))).isEmpty();
    assertThat(placed(new Heartbeat(report(HOST_1, 1024)), at(5))).isEmpty();
    assertThat(placed(new Heartbeat(report(HOST_2, 1024)), at(5))).isEmpty();

    assertThat(placed(new Heartbeat(report(HOST_3, 1024)), at(6))).containsExactly(HOST_3);
  }

  @Test
  void shouldAskAHostAgainOnceNoOtherThatReportsCould() {
    threeHostsOfWhichTheLastIsFull();
    take(new Told(request(1)), at(1));
    take(refusedBy(2, HOST_1), at(2));
    take(refusedBy(3, HOST_1, HOST_2), at(3));
    take(new Heartbeat(report(HOST_1, 1024)), at(4));

    SchedulerTurn turn = take(new TimePassed(at(0), Map.of(HOST_1, at(6), HOST_2, at(6))), at(7));

    assertThat(turn.events())
        .extracting(RecordedHostEvent::event)
        .containsExactly(new HostSuspected(HOST_3, POOL, at(0)));
    assertThat(turn.placements()).extracting(Placement::host).containsExactly(HOST_1);
  }

  @Test
  void shouldAskAHostAgainOnceTheReplicaHasWaitedLong() {
    threeHostsOfWhichTheLastIsFull();
    take(new Told(request(1)), at(1));
    take(refusedBy(2, HOST_1), at(2));
    take(refusedBy(3, HOST_1, HOST_2), at(3));

    assertThat(placed(new Heartbeat(report(HOST_1, 1024)), at(30))).isEmpty();
    assertThat(placed(new Heartbeat(report(HOST_1, 1024)), at(31))).containsExactly(HOST_1);
  }

  @Test
  void shouldForgetRefusalsWithTheNextWake() {
    threeHostsOfWhichTheLastIsFull();
    take(new Told(request(1)), at(1));
    take(refusedBy(2, HOST_1), at(2));
    take(new Told(new PlacementWithdrawn(REPLICA)), at(3));
    take(new Heartbeat(report(HOST_1, 1024)), at(4));

    assertThat(placed(new Told(request(3)), at(5))).containsExactly(HOST_1);
  }

  @Test
  void shouldNotCloseAHostToOthersThatOneMayNotHave() {
    threeHostsOfWhichTheLastIsFull();
    take(new Told(request(1)), at(1));
    take(refusedBy(2, HOST_1), at(2));
    take(refusedBy(3, HOST_1, HOST_2), at(3));
    take(new Heartbeat(report(HOST_1, 1024)), at(4));
    ReplicaId other = new ReplicaId(new InstanceId("other"), 0);

    SchedulerTurn turn =
        take(new Told(new PlacementRequested(other, 1, POOL, 256 * MIB, List.of(), at(5))), at(5));

    assertThat(turn.placements())
        .extracting(placement -> placement.request().replica(), Placement::host)
        .containsExactly(tuple(other, HOST_1));
  }

  @Test
  void shouldKeepAHostOpenThatHasReportedSinceItRefused() {
    threeHostsOfWhichTheLastIsFull();
    take(new Told(request(1)), at(1));
    take(refusedBy(2, HOST_1), at(2));
    take(new Heartbeat(report(HOST_1, 1024)), at(3));
    take(refusedBy(3, HOST_1, HOST_2), at(4));
    ReplicaId other = new ReplicaId(new InstanceId("other"), 0);

    assertThat(
            placed(
                new Told(new PlacementRequested(other, 1, POOL, 256 * MIB, List.of(), at(5))),
                at(5)))
        .containsExactly(HOST_1);
  }

  @Test
  void shouldForgetARequestThatAnEarlierPlacementHasMet() {
    take(new Heartbeat(report(HOST_1, 100)), at(0));
    take(new Told(request(2)), at(1));

    take(new Told(new MemoryReserved(REPLICA, HOST_1, 2, 256 * MIB)), at(2));

    assertThat(state.waiting()).isEmpty();
  }

  @Test
  void shouldJoinThePoolToWhichAHostMoves() {
    PoolName other = new PoolName("other");
    HostReport report = report(HOST_1, 1024);
    take(new Heartbeat(report), at(0));

    take(
        new Heartbeat(
            new HostReport(
                HOST_1,
                other,
                report.incarnation(),
                report.driver(),
                report.cores(),
                report.memoryBudgetBytes(),
                List.of())),
        at(2));

    assertThat(events())
        .containsExactly(new HostJoined(HOST_1, POOL, at(0)), new HostJoined(HOST_1, other, at(2)));
    assertThat(recorded.getLast().id().value()).isEqualTo("other/host-1/2");
  }

  private void threeHostsOfWhichTheLastIsFull() {
    take(new Heartbeat(report(HOST_1, 1024)), at(0));
    take(new Heartbeat(report(HOST_2, 1024)), at(0));
    HeldReplica held =
        new HeldReplica(new ReplicaId(new InstanceId("big"), 0), 1, HeldState.READY, 1000 * MIB);
    take(new Heartbeat(report(HOST_3, 1024, held)), at(0));
  }

  private static PlacementRequested request(long number, HostId... excluded) {
    return new PlacementRequested(REPLICA, number, POOL, 256 * MIB, List.of(excluded), at(1));
  }

  private static PlacementInput refusedBy(long number, HostId... hosts) {
    return new Told(request(number, hosts));
  }

  private List<HostId> placed(PlacementInput input, Instant now) {
    return take(input, now).placements().stream().map(Placement::host).toList();
  }

  private SchedulerTurn take(PlacementInput input, Instant now) {
    SchedulerTurn turn = SchedulerDecider.decide(state, input, now);
    state = turn.after();
    recorded.addAll(turn.events());
    return turn;
  }

  private Map<HostId, HostLife> lives() {
    return state.hosts().values().stream().collect(toMap(HostEntry::id, HostEntry::life));
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  private List<HostEvent> events() {
    return recorded.stream().map(RecordedHostEvent::event).toList();
  }
}
