package io.dormouse.edge.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.FakeControlPlane;
import io.dormouse.edge.endurance.Memory;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.instance.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ActivityMeterTest {

  private static final InstanceId ACME = new InstanceId("acme");
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final int INTERVALS_OF_AN_HOUR = 360;
  private static final int INSTANCES = 400;
  private static final int REQUESTS_OF_EACH = 3;

  /** Much less memory than 100 bytes for each interval of each instance would take. */
  private static final long ROOM = 2 << 20;

  private final FakeControlPlane plane = new FakeControlPlane();
  private final AtomicLong nanos = new AtomicLong(-5);
  private final ActivityMeter ledger = new ActivityMeter("edge-1", INTERVAL, plane, nanos::get);

  @Test
  void shouldReportTheFirstUseAtOnce() {
    ledger.open(ACME);

    assertThat(plane.reports())
        .containsExactly(new ActivityReport(ACME, "edge-1", INTERVAL, Duration.ZERO, 0, 0, 0, 1));
  }

  @Test
  void shouldNotReportEveryRequest() {
    for (int i = 0; i < 1000; i++) {
      ledger.open(ACME).close();
      ledger.tick();
    }

    assertThat(plane.reports()).hasSize(1);
  }

  @Test
  void shouldLeaveAllButTheFirstReportToTheNextTick() {
    ledger.open(ACME).close();
    nanos.addAndGet(INTERVAL.toNanos());

    ledger.open(ACME).close();
    assertThat(plane.reports()).hasSize(1);

    ledger.tick();
    assertThat(plane.reports()).hasSize(2);
  }

  @Test
  void shouldReportOnceAnIntervalWhileItIsUsed() {
    Use use = ledger.open(ACME);
    after(Duration.ofSeconds(9));
    use.received(3);
    after(Duration.ofSeconds(1));
    use.sent(4);
    after(Duration.ofSeconds(10));

    assertThat(rest())
        .containsExactly(
            new ActivityReport(ACME, "edge-1", INTERVAL, Duration.ZERO, 0, 3, 0, 1),
            new ActivityReport(ACME, "edge-1", INTERVAL, Duration.ZERO, 0, 0, 4, 1));
  }

  @Test
  void shouldReportAnOpenConnectionOnWhichNothingMoves() {
    ledger.open(ACME);
    for (int i = 0; i < 5; i++) {
      after(INTERVAL);
    }

    assertThat(rest()).hasSize(5).allMatch(report -> report.openConnections() == 1);
    assertThat(rest()).allMatch(report -> report.idleFor().isZero());
  }

  @Test
  void shouldReportOnceMoreWhenAllIsClosedAndThenNoMore() {
    Use use = ledger.open(ACME);
    after(Duration.ofSeconds(7));
    use.close();
    after(Duration.ofSeconds(3));
    after(INTERVAL);
    after(INTERVAL);

    assertThat(rest())
        .containsExactly(
            new ActivityReport(ACME, "edge-1", INTERVAL, Duration.ofSeconds(3), 1, 0, 0, 0));
  }

  @Test
  void shouldReportAtOnceAgainAfterQuiet() {
    ledger.open(ACME).close();
    after(INTERVAL);
    after(INTERVAL);
    after(INTERVAL);
    ledger.open(ACME);

    assertThat(plane.reports()).hasSize(3);
  }

  @Test
  void shouldCountAUseThatIsClosedTwiceOnce() {
    Use first = ledger.open(ACME);
    ledger.open(ACME);
    first.close();
    first.close();
    after(INTERVAL);

    assertThat(rest()).hasSize(1);
    assertThat(rest().get(0).requests()).isEqualTo(1);
    assertThat(rest().get(0).openConnections()).isEqualTo(1);
  }

  @Test
  void shouldTellLaterWhatCouldNotBeWritten() {
    plane.down(true);
    Use use = ledger.open(ACME);
    use.received(5);
    after(INTERVAL);
    use.sent(6);
    use.close();
    after(INTERVAL);
    after(INTERVAL);
    plane.down(false);
    after(INTERVAL);

    assertThat(plane.reports())
        .containsExactly(
            new ActivityReport(ACME, "edge-1", INTERVAL, Duration.ofSeconds(30), 1, 5, 6, 0));
  }

  @Test
  void shouldKeepNoMoreOfAnHourThanOfItsFirstThird() {
    plane.down(true);
    use(INTERVALS_OF_AN_HOUR / 3);
    long heap = Memory.heap();

    use(INTERVALS_OF_AN_HOUR * 2 / 3);

    assertThat(Memory.heap()).isLessThan(heap + ROOM);
    plane.down(false);
    after(INTERVAL);
    assertThat(plane.reports()).hasSize(INSTANCES);
    assertThat(plane.reports())
        .allMatch(report -> report.requests() == INTERVALS_OF_AN_HOUR * REQUESTS_OF_EACH);
  }

  private void use(int intervals) {
    for (int interval = 0; interval < intervals; interval++) {
      for (int instance = 0; instance < INSTANCES; instance++) {
        for (int request = 0; request < REQUESTS_OF_EACH; request++) {
          Use use = ledger.open(new InstanceId("tenant-" + instance));
          use.received(1);
          use.close();
        }
      }
      after(INTERVAL);
    }
  }

  @Test
  void shouldTellEverythingAtTheEnd() {
    Use use = ledger.open(ACME);
    use.received(5);
    use.close();

    assertThat(ledger.flush()).isCompleted();
    assertThat(rest()).hasSize(1);
    assertThat(rest().get(0).bytesIn()).isEqualTo(5);
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
    ledger.tick();
  }

  /** All reports but the first. */
  private List<ActivityReport> rest() {
    return plane.reports().subList(1, plane.reports().size());
  }
}
