package io.dormouse.core.placement;

import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.HOST_2;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.POOL;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.Sample.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.placement.PlacementPlanner.Placement;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPlannerTest {

  /** Hosts as {@code name:reserved/budget} in MiB; 256 MiB are asked for. */
  @ParameterizedTest
  @CsvSource({
    "'', ",
    "host-1:0/1024, host-1",
    "host-1:512/1024 host-2:256/1024, host-2",
    "host-1:256/1024 host-2:512/8192, host-1",
    "host-2:256/1024 host-1:256/1024, host-1",
    "host-1:768/1024, host-1",
    "host-1:769/1024, ",
    "host-1:0/255, ",
    "host-1:0/255 host-2:700/1024, host-2",
  })
  void shouldTakeTheHostWithTheLeastReservedThatHasRoom(String hosts, String expected) {
    Optional<Placement> placement = place(request(256), hosts(hosts), START);

    assertThat(placement.map(one -> one.host().value())).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void shouldSayWhatItChoseFrom() {
    assertThat(place(request(256), hosts("host-1:0/1024 host-2:512/1024 host-3:900/1024"), START))
        .contains(
            new Placement(
                request(256), HOST_1, new PlacementInputs("spread/3", 2, 256 * MIB, 1024 * MIB)));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "7, false", "16, false"})
  void shouldNotTakeAHostThatIsSuspectOrLost(long silentSeconds, boolean taken) {
    HostEntry host = hosts("host-1:0/1024").getFirst().silentFor(Duration.ofSeconds(silentSeconds));

    assertThat(place(request(256), List.of(host), START).isPresent()).isEqualTo(taken);
  }

  @Test
  void shouldNotTakeAHostOfAnotherPool() {
    PlacementRequested elsewhere =
        new PlacementRequested(REPLICA, 1, new PoolName("other"), 256 * MIB, List.of(), null);

    assertThat(place(elsewhere, hosts("host-1:0/1024"), START)).isEmpty();
  }

  @Test
  void shouldServeWhoCameFirstWhateverTheOrderOfTheStore() {
    List<WaitingReplica> waiting =
        List.of(waiting("c", 256, 3), waiting("a", 256, 2), waiting("b", 256, 1));

    assertThat(plan(waiting, hosts("host-1:0/600"), 10).placements())
        .extracting(placement -> placement.request().replica().instance().value())
        .containsExactly("b", "a");
  }

  @Test
  void shouldLetSmallOnesPassABigOneForAWhile() {
    List<WaitingReplica> waiting = List.of(waiting("big", 900, 0), waiting("small", 100, 1));

    PlacementPlanner.PlacementPlan plan = plan(waiting, hosts("host-1:512/1024"), 29);

    assertThat(names(plan)).containsExactly("small");
    assertThat(plan.hosts()).noneMatch(HostEntry::held);
  }

  @Test
  void shouldHoldTheHostWithTheMostRoomForABigOneThatHasWaitedLong() {
    List<WaitingReplica> waiting =
        List.of(waiting("big", 900, 0), waiting("next", 100, 1), waiting("last", 400, 2));

    PlacementPlanner.PlacementPlan plan =
        plan(waiting, hosts("host-1:512/1024 host-2:800/1024"), 30);

    assertThat(names(plan)).as("on the other host").containsExactly("next");
    assertThat(plan.placements().getFirst().host()).isEqualTo(HOST_2);
    assertThat(plan.hosts())
        .filteredOn(HostEntry::held)
        .extracting(host -> host.report().host())
        .containsExactly(HOST_1);
  }

  @Test
  void shouldHoldNothingForWhatFitsNoHostEvenIfItWereEmpty() {
    List<WaitingReplica> waiting = List.of(waiting("huge", 2000, 0), waiting("small", 100, 1));

    PlacementPlanner.PlacementPlan plan = plan(waiting, hosts("host-1:512/1024"), 60);

    assertThat(names(plan)).containsExactly("small");
    assertThat(plan.hosts()).noneMatch(HostEntry::held);
  }

  @Test
  void shouldHoldAHostForABigOneBehindOneThatFitsNowhere() {
    List<WaitingReplica> waiting = List.of(waiting("huge", 2000, 0), waiting("big", 900, 1));

    PlacementPlanner.PlacementPlan plan = plan(waiting, hosts("host-1:512/1024"), 60);

    assertThat(plan.hosts()).singleElement().matches(HostEntry::held);
  }

  @Test
  void shouldHoldAHostNoLongerThanSomebodyWaitsForIt() {
    HostEntry held = hosts("host-1:512/1024").getFirst().heldIf(true);

    assertThat(PlacementPlanner.plan(List.of(), List.of(held), START).hosts())
        .containsExactly(held.heldIf(false));
  }

  @Test
  void shouldStoreWhatWaits() {
    WaitingReplica waiting = new WaitingReplica(request(256), START);

    assertThat(
            Codecs.of("WaitingReplica", WaitingReplica.class)
                .decode(Codecs.of("WaitingReplica", WaitingReplica.class).encode(waiting)))
        .isEqualTo(waiting);
  }

  private static Optional<Placement> place(
      PlacementRequested request, List<HostEntry> hosts, Instant now) {
    return PlacementPlanner.plan(List.of(new WaitingReplica(request, START)), hosts, now)
        .placements()
        .stream()
        .findFirst();
  }

  private static PlacementPlanner.PlacementPlan plan(
      List<WaitingReplica> waiting, List<HostEntry> hosts, long second) {
    List<HostEntry> heard =
        hosts.stream().map(host -> host.reported(host.report(), at(second))).toList();
    return PlacementPlanner.plan(waiting, heard, at(second));
  }

  private static List<String> names(PlacementPlanner.PlacementPlan plan) {
    return plan.placements().stream()
        .map(placement -> placement.request().replica().instance().value())
        .toList();
  }

  private static WaitingReplica waiting(String instance, long mib, long since) {
    return new WaitingReplica(
        new PlacementRequested(
            new ReplicaId(new InstanceId(instance), 0), 1, POOL, mib * MIB, List.of(), null),
        at(since));
  }

  private static PlacementRequested request(long mib) {
    return new PlacementRequested(REPLICA, 1, POOL, mib * MIB, List.of(), null);
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private static List<HostEntry> hosts(String text) {
    return Stream.of(text.split(" ", -1))
        .filter(one -> !one.isEmpty())
        .map(one -> one.split("[:/]", -1))
        .map(p ->
            HostEntry.first(
                report(
                    new HostId(p[0]),
                    Long.parseLong(p[2]),
                    new HeldReplica(
                        new ReplicaId(new InstanceId("other"), 0),
                        1,
                        HeldState.READY,
                        Long.parseLong(p[1]) * MIB)),
                START))
        .toList();
  }
}
