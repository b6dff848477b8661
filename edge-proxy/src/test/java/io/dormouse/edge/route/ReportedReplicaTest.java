package io.dormouse.edge.route;

import static io.dormouse.edge.Views.HOST;
import static io.dormouse.edge.Views.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Views;
import io.dormouse.edge.route.ReportedReplica.Relation;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.host.ReplicaStatus.Ready;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.instance.ReplicaStage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportedReplicaTest {

  private static final InstanceView STARTING = starting(5);

  private static InstanceView starting(long generation) {
    return Views.of("acme", 1)
        .with(InstanceStatus.STARTING)
        .replica(ReplicaStage.STARTING, generation)
        .build();
  }

  private static ReportedReplica ready(int index, long generation, int port) {
    return reported(HOST, index, generation, new Ready("10.0.0.7", port, Views.PHASES));
  }

  private static ReportedReplica reported(
      HostId host, int index, long generation, ReplicaStatus status) {
    ReplicaId id = new ReplicaId(new InstanceId("acme"), index);
    return ReportedReplica.of(ReplicaReport.of(host, id, generation, status));
  }

  @ParameterizedTest
  @CsvSource({"4, AHEAD", "5, CURRENT", "6, OUTDATED"})
  void shouldFitExactlyTheGenerationThatStarts(long generation, Relation expected) {
    assertThat(ready(0, 5, 80).to(starting(generation))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STARTING")
  void shouldFitNoOtherStage(ReplicaStage stage) {
    InstanceView view = Views.of("acme", 1).with(InstanceStatus.STARTING).replica(stage, 5).build();

    assertThat(ready(0, 5, 80).to(view)).isEqualTo(Relation.OUTDATED);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"STARTING", "RUNNING"})
  void shouldFitNoInstanceThatIsNotWanted(InstanceStatus status) {
    InstanceView view = Views.of("acme", 1).with(status).replica(ReplicaStage.STARTING, 5).build();

    assertThat(ready(0, 5, 80).to(view)).isEqualTo(Relation.OUTDATED);
  }

  @Test
  void shouldFitNoOtherHostAndNoOtherReplica() {
    Ready ready = new Ready("10.0.0.7", 80, Views.PHASES);

    assertThat(reported(new HostId("host-2"), 0, 5, ready).to(STARTING))
        .isEqualTo(Relation.OUTDATED);
    assertThat(ready(1, 5, 80).to(STARTING)).isEqualTo(Relation.OUTDATED);
    assertThat(ready(0, 5, 80).to(Views.of("acme", 1).with(InstanceStatus.STARTING).build()))
        .as("a view of an old brain")
        .isEqualTo(Relation.OUTDATED);
  }

  @Test
  void shouldGiveTheViewItsAddressAndChangeNothingElse() {
    InstanceView view = ReportedReplica.applied(STARTING, List.of(ready(0, 5, 80)));

    assertThat(view.status()).isEqualTo(InstanceStatus.RUNNING);
    assertThat(view.endpoints()).containsExactly(new Endpoint(0, 5, "10.0.0.7", 80));
    assertThat(view)
        .usingRecursiveComparison()
        .ignoringFields("status", "endpoints")
        .isEqualTo(STARTING);
    assertThat(RoutingTable.isByReport(view)).isTrue();
  }

  @Test
  void shouldAddToTheReplicasThatRunInTheirOrder() {
    InstanceView view =
        Views.of("acme", 1)
            .with(InstanceStatus.RUNNING)
            .endpoints(new Endpoint(1, 3, "10.0.0.8", 80))
            .replicas(
                replica(0, ReplicaStage.STARTING, 5),
                replica(1, ReplicaStage.RUNNING, 3),
                replica(2, ReplicaStage.STARTING, 1))
            .build();

    InstanceView applied =
        ReportedReplica.applied(view, List.of(ready(1, 3, 99), ready(0, 5, 81), ready(2, 2, 82)));

    assertThat(applied.endpoints())
        .containsExactly(new Endpoint(0, 5, "10.0.0.7", 81), new Endpoint(1, 3, "10.0.0.8", 80));
    assertThat(RoutingTable.isByReport(applied)).isFalse();
  }

  @Test
  void shouldLeaveAViewAloneThatNoReportFits() {
    assertThat(ReportedReplica.applied(STARTING, List.of(ready(0, 4, 80)))).isSameAs(STARTING);
    assertThat(RoutingTable.isByReport(STARTING)).isFalse();
  }

  static List<ReplicaStatus> ends() {
    return List.of(
        new ReplicaStatus.Refused("no room", 0),
        new ReplicaStatus.Failed(
            new Failure(FailureKind.EXITED_BEFORE_READY, "It ended.", 1, List.of()), null),
        new ReplicaStatus.Stopped(0));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void shouldServeNoMoreAfterAnEndWhateverIsToldAgain(ReplicaStatus end) {
    ReportedReplica ended = reported(HOST, 0, 5, end);

    assertThat(ready(0, 5, 80).then(ended)).isEqualTo(ended);
    assertThat(ended.then(ready(0, 5, 80))).isEqualTo(ended);
    assertThat(ended.then(ready(0, 6, 80))).isEqualTo(ready(0, 6, 80));
    assertThat(ready(0, 6, 80).then(ended)).isEqualTo(ready(0, 6, 80));
    assertThat(ReportedReplica.applied(STARTING, List.of(ended))).isSameAs(STARTING);
  }

  @Test
  void shouldTakeTheNewestAddressOfAGeneration() {
    assertThat(ready(0, 5, 80).then(ready(0, 5, 81))).isEqualTo(ready(0, 5, 81));
    assertThat(ready(0, 5, 80).then(ready(0, 4, 81))).isEqualTo(ready(0, 5, 80));
  }
}
