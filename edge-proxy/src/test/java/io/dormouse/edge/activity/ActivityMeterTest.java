package io.dormouse.edge.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.FakeControlPlane;
import io.dormouse.schemas.activity.ActivityReport;
import io.dormouse.schemas.instance.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ActivityMeterTest {

  private static final InstanceId ACME = new InstanceId("acme");
  private static final Duration INTERVAL = Duration.ofSeconds(10);

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

  /** All but the first. */
  private List<ActivityReport> rest() {
    return plane.reports().subList(1, plane.reports().size());
  }
}
