package io.dormouse.core.instance.policy;

import static io.dormouse.core.Sample.ACME;
import static io.dormouse.core.Sample.HOST_1;
import static io.dormouse.core.Sample.START;
import static io.dormouse.core.Sample.host;
import static io.dormouse.core.Sample.use;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.Given;
import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.state.Facts;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.PassivationAction;
import io.dormouse.language.blueprint.PassivationPolicy.FixedIdle;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostLife;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.Backoff;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {

  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Facts FACTS = ((Living) Given.given(Lives.sleepsAgain()).state()).facts();

  @ParameterizedTest
  @CsvSource({"0, 10", "1, 20", "2, 40", "3, 80", "4, 160", "5, 300", "6, 300", "1000000, 300"})
  void shouldDoubleTheBackoffUpToFiveMinutes(int failuresBefore, int seconds) {
    assertThat(BackoffPolicy.after(failuresBefore, START))
        .isEqualTo(new Backoff("backoff/2", failuresBefore + 1, START.plusSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource({"299.999, false", "300, true", "301, true"})
  void shouldBeIdleFromReadyWhenNobodyCame(String after, boolean due) {
    assertThat(idle(ActivityLedger.EMPTY).due(at(after)).isPresent()).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({"399.999, false", "400, true"})
  void shouldBeIdleFromTheLastUse(String after, boolean due) {
    ActivityLedger used = ActivityLedger.EMPTY.with(use(seconds("5"), 1, 0), at("105"));

    assertThat(idle(used).due(at(after)).isPresent()).isEqualTo(due);
  }

  @Test
  void shouldNeverBeIdleWhenItIsKeptAwake() {
    IdlePolicy policy =
        new IdlePolicy(
            new FixedIdle(IDLE, PassivationAction.KEEP_AWAKE), null, START, ActivityLedger.EMPTY);

    assertThat(policy.due(at("100000"))).isEmpty();
    assertThat(policy.lookAgain(START)).isEmpty();
  }

  @Test
  void shouldLookAgainWhenTheIdleTimeIsOver() {
    assertThat(idle(ActivityLedger.EMPTY).lookAgain(at("1"))).contains(at("300"));
  }

  @Test
  void shouldLookAgainAWholeIdleTimeLaterWhileSomethingIsOpen() {
    ActivityLedger open = ActivityLedger.EMPTY.with(use(Duration.ZERO, 1, 1), START);

    assertThat(idle(open).lookAgain(at("310"))).contains(at("610"));
  }

  @Test
  void shouldCountWhatIsOpenAtAllEdges() {
    ActivityLedger ledger =
        ActivityLedger.EMPTY
            .with(report("edge-1", 2), START)
            .with(report("edge-2", 3), START)
            .with(report("edge-2", 1), at("1"));

    assertThat(ledger.openConnections(at("2"))).isEqualTo(3);
    assertThat(ledger.requests()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"30, 2", "30.001, 0"})
  void shouldForgetAnEdgeThatIsSilentForThreeIntervals(String after, int open) {
    ActivityLedger ledger = ActivityLedger.EMPTY.with(report("edge-1", 2), START);

    assertThat(ledger.openConnections(at(after))).isEqualTo(open);
  }

  @Test
  void shouldNotKeepEdgesThatAreOfNoUseAnyMore() {
    ActivityLedger ledger =
        ActivityLedger.EMPTY
            .with(report("closed", 0), START)
            .with(report("gone", 4), START)
            .with(report("edge-1", 1), at("31"));

    assertThat(ledger.edges()).containsOnlyKeys("edge-1");
  }

  @Test
  void shouldKeepTheLatestUseWhenReportsComeLate() {
    ActivityLedger ledger =
        ActivityLedger.EMPTY
            .with(use(seconds("1"), 1, 0), at("100"))
            .with(use(seconds("90"), 1, 0), at("101"));

    assertThat(ledger.lastUse()).isEqualTo(at("99"));
  }

  @Test
  void shouldTakeAllForUsedUntilItBeganToWatch() {
    ActivityLedger used = ActivityLedger.EMPTY.with(use(seconds("5"), 1, 0), at("105"));

    assertThat(used.watchedSince(at("99"))).isEqualTo(used);
    assertThat(idle(used.watchedSince(at("250"))).due(at("549.999"))).isEmpty();
    assertThat(idle(used.watchedSince(at("250"))).due(at("550"))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "host-1, 256, 6, true",
    "host-1, 255, 6, false",
    "host-1, 256, 6.001, false",
    "host-2, 900, 0, false"
  })
  void shouldStickToTheLastHostOnlyWhileItIsGood(
      String host, long freeMib, String silentFor, boolean sticks) {
    HostView view = host(new HostId(host), freeMib, START);

    assertThat(StickyPolicy.place(FACTS, FACTS.replica(0), view, at(silentFor)).isPresent())
        .isEqualTo(sticks);
  }

  @Test
  void shouldNotStickToAHostThatWentToAnotherPool() {
    HostView view = host(HOST_1, 900, START);
    HostView moved =
        new HostView(
            HOST_1,
            new PoolName("other"),
            view.driver(),
            view.cores(),
            view.memoryBudgetBytes(),
            view.memoryReservedBytes(),
            view.replicas(),
            view.lastReport(),
            view.held());

    assertThat(StickyPolicy.place(FACTS, FACTS.replica(0), view, START)).isPresent();
    assertThat(StickyPolicy.place(FACTS, FACTS.replica(0), moved, START)).isEmpty();
    assertThat(StickyPolicy.place(FACTS, FACTS.replica(0), null, START)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"REPORTING, true", "SUSPECT, false", "LOST, false"})
  void shouldStickOnlyToAHostThatReports(HostLife life, boolean sticks) {
    HostView view = host(HOST_1, 900, START);
    HostView lived =
        new HostView(
            view.host(),
            view.pool(),
            view.driver(),
            view.cores(),
            view.memoryBudgetBytes(),
            view.memoryReservedBytes(),
            view.replicas(),
            view.lastReport(),
            view.held(),
            life);

    assertThat(StickyPolicy.place(FACTS, FACTS.replica(0), lived, START).isPresent())
        .isEqualTo(sticks);
  }

  private static IdlePolicy idle(ActivityLedger ledger) {
    return new IdlePolicy(new FixedIdle(IDLE, PassivationAction.PASSIVATE), null, START, ledger);
  }

  private static ActivityReport report(String edge, int open) {
    return new ActivityReport(ACME, edge, Duration.ofSeconds(10), Duration.ZERO, 1, 0, 0, open);
  }

  private static Instant at(String seconds) {
    return START.plus(seconds(seconds));
  }

  private static Duration seconds(String seconds) {
    return Duration.parse("PT" + seconds + "S");
  }
}
