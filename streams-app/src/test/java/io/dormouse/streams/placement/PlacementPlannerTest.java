package io.dormouse.streams.placement;

import static io.dormouse.streams.Sample.HOST_1;
import static io.dormouse.streams.Sample.HOST_2;
import static io.dormouse.streams.Sample.MIB;
import static io.dormouse.streams.Sample.POOL;
import static io.dormouse.streams.Sample.REPLICA;
import static io.dormouse.streams.Sample.START;
import static io.dormouse.streams.Sample.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.schemas.host.HeldReplica;
import io.dormouse.schemas.host.HeldState;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.host.PlacementMessage.PlacementRequested;
import io.dormouse.schemas.host.PoolName;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.PlacementInputs;
import io.dormouse.schemas.instance.ReplicaId;
import io.dormouse.streams.placement.PlacementPlanner.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    Optional<Placement> placement = PlacementPlanner.place(request(Set.of()), hosts(hosts), START);

    assertThat(placement.map(one -> one.host().value())).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void shouldSayWhatItChoseFrom() {
    assertThat(
            PlacementPlanner.place(
                request(Set.of()), hosts("host-1:0/1024 host-2:512/1024 host-3:900/1024"), START))
        .contains(new Placement(HOST_1, new PlacementInputs("spread/1", 2, 256 * MIB, 1024 * MIB)));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "6000, true", "6001, false"})
  void shouldNotTakeAHostThatIsSilentForSixSeconds(long millis, boolean taken) {
    Instant now = START.plusMillis(millis);

    assertThat(PlacementPlanner.place(request(Set.of()), hosts("host-1:0/1024"), now).isPresent())
        .isEqualTo(taken);
  }

  @Test
  void shouldNotTakeAHostThatRefusedJustNow() {
    assertThat(
            PlacementPlanner.place(
                    request(Set.of(HOST_1)), hosts("host-1:0/1024 host-2:512/1024"), START)
                .map(Placement::host))
        .contains(HOST_2);
  }

  @Test
  void shouldNotTakeAHostOfAnotherPool() {
    PlacementRequested elsewhere =
        new PlacementRequested(REPLICA, 1, new PoolName("other"), 256 * MIB, Set.of());

    assertThat(PlacementPlanner.place(elsewhere, hosts("host-1:0/1024"), START)).isEmpty();
  }

  @Test
  void shouldWaitForTheRefusingHostUntilItReportsAnew() {
    WaitingReplica waiting = new WaitingReplica(request(Set.of(HOST_1, HOST_2)), START);

    WaitingReplica allowed = waiting.allowing(HOST_1);

    assertThat(allowed).isEqualTo(new WaitingReplica(request(Set.of(HOST_2)), START));
  }

  @Test
  void shouldStoreWhatWaits() {
    WaitingReplica waiting = new WaitingReplica(request(Set.of(HOST_1)), START);

    assertThat(
            PlacementTopology.WAITING_CODEC.decode(PlacementTopology.WAITING_CODEC.encode(waiting)))
        .isEqualTo(waiting);
  }

  private static PlacementRequested request(Set<HostId> excluded) {
    return new PlacementRequested(REPLICA, 1, POOL, 256 * MIB, excluded);
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
