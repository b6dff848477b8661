package io.dormouse.core.placement;

import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.MIB;
import static io.dormouse.core.Sample.REPLICA;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.Sample.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.placement.HostEntry.Reservation;
import io.dormouse.language.host.HeldReplica;
import io.dormouse.language.host.HeldState;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.wire.Codecs;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Memory that counts as reserved on a host of 1024 MiB. */
class HostEntryTest {

  private static final ReplicaId OTHER = new ReplicaId(new InstanceId("other"), 0);
  private static final HostEntry EMPTY = HostEntry.first(report(HOST_1, 1024), START);

  @Test
  void shouldCountWhatTheHostHolds() {
    HostEntry entry = HostEntry.first(report(HOST_1, 1024, held(REPLICA, 1, 256)), START);

    assertThat(entry.reservedBytes()).isEqualTo(256 * MIB);
    assertThat(entry.freeBytes()).isEqualTo(768 * MIB);
    assertThat(entry.view().memoryReservedBytes()).isEqualTo(256 * MIB);
    assertThat(entry.view().replicas()).isEqualTo(1);
  }

  @Test
  void shouldCountWhatIsOnItsWay() {
    HostEntry entry =
        EMPTY.reserve(reservation(REPLICA, 1, 256)).reserve(reservation(OTHER, 1, 64));

    assertThat(entry.reservedBytes()).isEqualTo(320 * MIB);
  }

  @Test
  void shouldCountAReplicaOnceThatIsReservedAndHeld() {
    HostEntry entry =
        EMPTY
            .reserve(reservation(REPLICA, 2, 256))
            .reported(report(HOST_1, 1024, held(REPLICA, 1, 256), held(OTHER, 1, 64)), at(2));

    assertThat(entry.reservedBytes()).isEqualTo(320 * MIB);
  }

  @Test
  void shouldReplaceAnEarlierReservationOfTheSameReplica() {
    HostEntry entry =
        EMPTY.reserve(reservation(REPLICA, 1, 512)).reserve(reservation(REPLICA, 2, 256));

    assertThat(entry.reservedBytes()).isEqualTo(256 * MIB);
  }

  @Test
  void shouldFreeWhatIsReleasedBeforeTheHostSaysSo() {
    HostEntry entry =
        HostEntry.first(report(HOST_1, 1024, held(REPLICA, 1, 256), held(OTHER, 1, 64)), START)
            .reserve(reservation(REPLICA, 1, 256))
            .release(REPLICA, 1);

    assertThat(entry.reservedBytes()).isEqualTo(64 * MIB);
  }

  @Test
  void shouldKeepANewerGenerationWhenAnOlderOneIsReleased() {
    HostEntry entry = EMPTY.reserve(reservation(REPLICA, 2, 256)).release(REPLICA, 1);

    assertThat(entry.reservedBytes()).isEqualTo(256 * MIB);
  }

  @Test
  void shouldForgetAPlacementThatNeverShowsUp() {
    HostEntry entry = EMPTY.reserve(reservation(REPLICA, 1, 256));

    assertThat(entry.reported(report(HOST_1, 1024), at(9)).reservedBytes()).isEqualTo(256 * MIB);
    assertThat(entry.reported(report(HOST_1, 1024), at(10)).reservedBytes()).isZero();
  }

  @Test
  void shouldKeepAPlacementThatTheHostHolds() {
    HostEntry entry = EMPTY.reserve(reservation(REPLICA, 1, 256));

    assertThat(entry.reported(report(HOST_1, 1024, held(REPLICA, 1, 256)), at(60)).reservedBytes())
        .isEqualTo(256 * MIB);
  }

  @Test
  void shouldBeSuspectAfterSixSecondsOfSilenceAndLostAfterFifteen() {
    assertThat(silent("6").life()).isEqualTo(HostLife.REPORTING);
    assertThat(silent("6.001").life()).isEqualTo(HostLife.SUSPECT);
    assertThat(silent("15").life()).isEqualTo(HostLife.SUSPECT);
    assertThat(silent("15.001").life()).isEqualTo(HostLife.LOST);
    assertThat(silent("15.001").view().life()).isEqualTo(HostLife.LOST);
  }

  @Test
  void shouldReturnByAReportAlone() {
    HostEntry lost = silent("16");

    assertThat(lost.silentFor(Duration.ZERO)).isEqualTo(lost);
    assertThat(lost.reserve(reservation(REPLICA, 1, 256)).release(REPLICA, 1)).isEqualTo(lost);
    assertThat(lost.reported(report(HOST_1, 1024), at(20)).life()).isEqualTo(HostLife.REPORTING);
  }

  @Test
  void shouldBeStored() {
    HostEntry entry =
        HostEntry.first(report(HOST_1, 1024, held(OTHER, 1, 64)), START)
            .reserve(reservation(REPLICA, 1, 256));

    assertThat(
            Codecs.of("HostEntry", HostEntry.class)
                .decode(Codecs.of("HostEntry", HostEntry.class).encode(entry)))
        .isEqualTo(entry);
  }

  private static HostEntry silent(String seconds) {
    return EMPTY.silentFor(Duration.parse("PT" + seconds + "S"));
  }

  private static HeldReplica held(ReplicaId replica, long generation, long mib) {
    return new HeldReplica(replica, generation, HeldState.READY, mib * MIB);
  }

  private static Reservation reservation(ReplicaId replica, long generation, long mib) {
    return new Reservation(replica, generation, mib * MIB, true, START);
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }
}
