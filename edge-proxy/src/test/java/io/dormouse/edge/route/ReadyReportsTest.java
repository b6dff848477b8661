package io.dormouse.edge.route;

import static io.dormouse.edge.Views.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Views;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaStage;
import io.dormouse.language.instance.ReplicaView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyReportsTest {

  private static final InstanceId ACME = new InstanceId("acme");

  private long nanos = Long.MAX_VALUE - 5;
  private final ReadyReports reports = new ReadyReports(() -> nanos);

  private static InstanceView view(String id, ReplicaStage stage, long generation) {
    InstanceStatus status =
        stage == ReplicaStage.ABSENT ? InstanceStatus.ASLEEP : InstanceStatus.valueOf(stage.name());
    return Views.of(id, 1).with(status).replica(stage, generation).build();
  }

  private static InstanceView starting(long generation) {
    return view("acme", ReplicaStage.STARTING, generation);
  }

  private static InstanceView asleep(long generation) {
    return view("acme", ReplicaStage.ABSENT, generation);
  }

  private static ReportedReplica ready(long generation) {
    return new ReportedReplica(HOST, 0, generation, at(generation));
  }

  private static ReportedReplica ended(long generation) {
    return new ReportedReplica(HOST, 0, generation, null);
  }

  private static Endpoint at(long generation) {
    return new Endpoint(0, generation, "10.0.0.7", (int) generation);
  }

  private void see(InstanceView view) {
    reports.seen(view);
  }

  private List<Endpoint> endpoints(InstanceView view) {
    return reports.on(view).endpoints();
  }

  @Test
  void shouldCountFromTheReportUntilTheViewGoesOn() {
    reports.take(ready(5), starting(5));
    assertThat(endpoints(starting(5))).containsExactly(at(5));

    see(view("acme", ReplicaStage.STOPPING, 5));

    assertThat(reports.know(ACME)).isFalse();
    assertThat(endpoints(starting(5))).isEmpty();
  }

  @Test
  void shouldCountAReportThatCameBeforeItsView() {
    reports.take(ready(5), asleep(4));
    assertThat(endpoints(asleep(4))).isEmpty();

    see(starting(5));

    assertThat(endpoints(starting(5))).containsExactly(at(5));
  }

  @Test
  void shouldForgetAReportThatCameBeforeItsViewAndEnded() {
    reports.take(ready(5), asleep(4));
    reports.take(ended(5), asleep(4));
    reports.take(ready(5), asleep(4));

    see(starting(5));

    assertThat(endpoints(starting(5))).isEmpty();
  }

  @Test
  void shouldForgetAReportWhoseViewPassedItBy() {
    reports.take(ready(5), asleep(4));

    see(starting(6));

    assertThat(reports.know(ACME)).isFalse();
  }

  @Test
  void shouldPassToTheNextGenerationInWhateverOrderTheyCome() {
    reports.take(ready(5), starting(5));
    reports.take(ready(6), starting(5));
    assertThat(endpoints(starting(5))).containsExactly(at(5));

    see(starting(6));

    assertThat(endpoints(starting(6))).containsExactly(at(6));
  }

  @Test
  void shouldForgetAReportThatNeverGetsAView() {
    reports.take(ready(5), asleep(4));
    nanos += ReadyReports.LONGEST_AHEAD.toNanos();
    see(asleep(4));
    assertThat(reports.know(ACME)).isTrue();

    nanos += 1;
    see(starting(5));

    assertThat(reports.know(ACME)).isFalse();
    assertThat(endpoints(starting(5))).isEmpty();
  }

  @Test
  void shouldKeepAReportThatFitsForAsLongAsItsViewStays() {
    reports.take(ready(5), starting(5));
    nanos += 100 * ReadyReports.LONGEST_AHEAD.toNanos();

    see(starting(5));

    assertThat(endpoints(starting(5))).containsExactly(at(5));
  }

  @Test
  void shouldBoundReportsAheadOfTheirViews() {
    for (int i = 0; i <= ReadyReports.MOST_AHEAD; i++) {
      reports.take(ready(5), view("tenant-" + i, ReplicaStage.ABSENT, 4));
    }
    assertThat(reports.know(new InstanceId("tenant-" + (ReadyReports.MOST_AHEAD - 1)))).isTrue();
    assertThat(reports.know(new InstanceId("tenant-" + ReadyReports.MOST_AHEAD))).isFalse();

    nanos += ReadyReports.LONGEST_AHEAD.toNanos() + 1;
    reports.take(ready(5), asleep(4));

    assertThat(reports.know(ACME)).isTrue();
    assertThat(reports.know(new InstanceId("tenant-0"))).isFalse();
  }

  @Test
  void shouldBoundReportsThatFit() {
    for (int i = 0; i <= ReadyReports.MOST; i++) {
      reports.take(ready(5), view("tenant-" + i, ReplicaStage.STARTING, 5));
    }
    InstanceView last = view("tenant-" + ReadyReports.MOST, ReplicaStage.STARTING, 5);
    assertThat(endpoints(view("tenant-0", ReplicaStage.STARTING, 5))).containsExactly(at(5));
    assertThat(endpoints(last)).isEmpty();

    see(view("tenant-0", ReplicaStage.RUNNING, 5));
    reports.take(ready(5), last);

    assertThat(endpoints(last)).containsExactly(at(5));
  }

  /**
   * A brain, a host and an edge that hears both late, each in its own order: the edge never has an
   * address that its view does not have as starting, nor one that the host took back.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldNeverHaveAnAddressThatItsViewOrTheHostDenies(long seed) {
    Random random = new Random(seed);
    List<InstanceView> views = new ArrayList<>(List.of(asleep(0)));
    Deque<ReportedReplica> told = new ArrayDeque<>();
    Set<ReportedReplica> heard = new HashSet<>();
    int seen = 0;
    int early = 0;
    for (int step = 0; step < 20_000; step++) {
      advance(random, views, told);
      for (int i = random.nextInt(3); i > 0 && seen < views.size() - 1; i--) {
        see(views.get(++seen));
      }
      for (int i = random.nextInt(3); i > 0 && !told.isEmpty(); i--) {
        heard.add(told.getFirst());
        reports.take(told.removeFirst(), views.get(seen));
      }
      InstanceView view = views.get(seen);
      ReplicaView replica = view.replicas().get(0);
      List<Endpoint> endpoints = endpoints(view);
      if (!endpoints.isEmpty()) {
        early++;
        assertThat(replica.status()).as("seed %d", seed).isEqualTo(ReplicaStage.STARTING);
        assertThat(endpoints).as("seed %d", seed).containsExactly(at(replica.generation()));
        assertThat(heard.contains(ready(replica.generation()))).as("seed %d", seed).isTrue();
        assertThat(heard.contains(ended(replica.generation()))).as("seed %d", seed).isFalse();
      }
    }
    assertThat(early).isGreaterThan(100);
  }

  /** Takes one step in the life of the only replica. */
  private static void advance(
      Random random, List<InstanceView> views, Deque<ReportedReplica> told) {
    ReplicaView now = views.getLast().replicas().get(0);
    long generation = now.generation();
    switch (now.status()) {
      case ABSENT -> views.add(starting(generation + 1));
      case STARTING -> {
        int what = random.nextInt(6);
        if (what == 0) {
          told.add(ended(generation));
          views.add(asleep(generation));
        } else if (what == 1) {
          views.add(view("acme", ReplicaStage.STOPPING, generation));
        } else {
          told.add(ready(generation));
          if (what > 2) {
            views.add(view("acme", ReplicaStage.RUNNING, generation));
          }
        }
      }
      case RUNNING, STOPPING -> {
        told.add(ended(generation));
        views.add(random.nextBoolean() ? starting(generation + 1) : asleep(generation));
      }
      case QUEUED, FENCING, BACKING_OFF, LOST -> throw new IllegalStateException("not played");
    }
  }
}
