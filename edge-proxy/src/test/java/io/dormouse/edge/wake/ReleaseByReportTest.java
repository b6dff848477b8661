package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.edge.Views;
import io.dormouse.edge.forward.NamedBackend;
import io.dormouse.language.cause.Failure;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.ReplicaStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that are let through by a host's report, before the brain's view says that it runs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReleaseByReportTest {

  private static final ReplicaStatus FAILED =
      new ReplicaStatus.Failed(
          new Failure(FailureKind.EXITED_BEFORE_READY, "It ended.", 1, List.of()), null);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final EdgeUnderTest edge =
      open(new EdgeUnderTest("--event.loops=1", "--hold.unreachable=10s", "--wake.resend=10s"));
  private final NamedBackend backend = backend("fifth");

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private NamedBackend backend(String name) {
    try {
      return open(new NamedBackend(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client whose request is held while the fifth generation starts. */
  private RawClient waiting() throws Exception {
    edge.plane().replicaIs("acme", ReplicaStage.STARTING, 5);
    return held(1);
  }

  private RawClient held(int count) throws Exception {
    RawClient client = open(edge.connect()).send(request("GET /", "acme"));
    Eventually.until(
        () -> count + " held, not " + edge.server().held(), () -> edge.server().held() == count);
    return client;
  }

  private RawClient.RawAnswer get() throws Exception {
    return open(edge.connect()).send(request("GET /", "acme")).answer();
  }

  @Test
  void shouldReleaseByTheReportAndNotNoticeTheView() throws Exception {
    RawClient client = waiting();

    edge.plane().reportsReady("acme", backend.as(0, 5));

    RawClient.RawAnswer answer = client.answer();
    assertThat(answer.text()).isEqualTo("fifth");
    assertThat(answer.header("Dormouse-Instance-Status")).isEqualTo("woken");
    edge.plane().runs("acme", backend.as(0, 5));
    assertThat(client.send(request("GET /", "acme")).answer().text()).isEqualTo("fifth");
    assertThat(backend.connections()).as("over the same connection").isEqualTo(1);
    assertThat(edge.metric("dormouse_edge_releases_total{by=\"report\"}")).isEqualTo(1);
    assertThat(edge.metric("dormouse_edge_releases_total{by=\"view\"}")).isZero();
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldReleaseByTheViewAsBeforeWhenThereIsNoReport() throws Exception {
    RawClient client = waiting();

    edge.plane().runs("acme", backend.as(0, 5));

    assertThat(client.answer().text()).isEqualTo("fifth");
    assertThat(edge.metric("dormouse_edge_releases_total{by=\"view\"}")).isEqualTo(1);
  }

  @Test
  void shouldServeNewRequestsByTheReportToo() throws Exception {
    edge.plane().replicaIs("acme", ReplicaStage.STARTING, 5);

    edge.plane().reportsReady("acme", backend.as(0, 5));

    assertThat(get().header("Dormouse-Instance-Status")).isEqualTo("warm");
  }

  @Test
  void shouldReleaseByAReportThatCameBeforeTheView() throws Exception {
    edge.plane().replicaIs("acme", ReplicaStage.STARTING, 4);
    RawClient client = held(1);
    edge.plane().reportsReady("acme", backend.as(0, 5));
    assertThat(edge.server().held()).isEqualTo(1);

    edge.plane().replicaIs("acme", ReplicaStage.STARTING, 5);

    assertThat(client.answer().text()).isEqualTo("fifth");
  }

  @Test
  void shouldNotReleaseToAnOlderGeneration() throws Exception {
    NamedBackend older = backend("fourth");
    RawClient client = waiting();

    edge.plane().reportsReady("acme", older.as(0, 4));
    assertThat(edge.server().held()).isEqualTo(1);
    edge.plane().reportsReady("acme", backend.as(0, 5));

    assertThat(client.answer().text()).isEqualTo("fifth");
    assertThat(older.connections()).isZero();
  }

  @Test
  void shouldNotReleaseByTheReportOfAnotherInstance() throws Exception {
    NamedBackend other = backend("other");
    edge.plane().replicaIs("beta", ReplicaStage.STARTING, 5);
    RawClient client = waiting();

    edge.plane().reportsReady("beta", other.as(0, 5));
    assertThat(edge.server().held()).isEqualTo(1);
    edge.plane().reportsReady("acme", backend.as(0, 5));

    assertThat(client.answer().text()).isEqualTo("fifth");
    assertThat(other.connections()).isZero();
  }

  @Test
  void shouldNotReleaseByAReportAfterAStop() throws Exception {
    RawClient client = waiting();
    edge.plane().replicaIs("acme", ReplicaStage.STOPPING, 5);

    edge.plane().reportsReady("acme", backend.as(0, 5));

    assertThat(edge.server().held()).isEqualTo(1);
    edge.plane().is("acme", InstanceStatus.STOPPED);
    assertThat(client.answer().text()).contains("urn:dormouse:problem:stopped");
    assertThat(backend.connections()).isZero();
  }

  @Test
  void shouldGiveTheAddressUpAtOnceWhenTheViewSaysThatItStops() throws Exception {
    RawClient client = waiting();
    edge.plane().reportsReady("acme", backend.as(0, 5));
    client.answer();

    edge.plane().is("acme", InstanceStatus.ASLEEP, Views.replica(0, ReplicaStage.ABSENT, 5));
    held(1);

    assertThat(edge.plane().wakes()).hasSize(1);
    assertThat(backend.count()).isEqualTo(1);
    Eventually.until("its connection is closed", () -> backend.open() == 0);
  }

  @Test
  void shouldGiveTheAddressUpAtOnceWhenTheNextGenerationStarts() throws Exception {
    NamedBackend next = backend("sixth");
    RawClient client = waiting();
    edge.plane().reportsReady("acme", backend.as(0, 5));
    client.answer();

    edge.plane().replicaIs("acme", ReplicaStage.STARTING, 6);
    RawClient second = held(1);
    edge.plane().reportsReady("acme", backend.as(0, 5));
    assertThat(edge.server().held()).isEqualTo(1);
    edge.plane().reportsReady("acme", next.as(0, 6));

    assertThat(second.answer().text()).isEqualTo("sixth");
    assertThat(backend.count()).isEqualTo(1);
  }

  @Test
  void shouldFollowTheViewWhenItHasAnotherAddress() throws Exception {
    NamedBackend moved = backend("moved");
    RawClient client = waiting();
    edge.plane().reportsReady("acme", backend.as(0, 5));
    client.answer();

    edge.plane().runs("acme", moved.as(0, 5));

    assertThat(get().text()).isEqualTo("moved");
    Eventually.until("its connection is closed", () -> backend.open() == 0);
  }

  @Test
  void shouldGiveTheAddressUpAtOnceWhenTheHostReportsItsEnd() throws Exception {
    RawClient client = waiting();
    edge.plane().reportsReady("acme", backend.as(0, 5));
    client.answer();

    edge.plane().reports("acme", 0, 5, FAILED);
    RawClient second = held(1);
    edge.plane().reportsReady("acme", backend.as(0, 5));

    assertThat(edge.server().held()).as("a report that is told again").isEqualTo(1);
    edge.plane().failed("acme", "It ended.", Instant.now().plusSeconds(30));
    assertThat(second.answer().text()).contains("urn:dormouse:problem:failed");
    assertThat(backend.count()).isEqualTo(1);
  }

  @Test
  void shouldHoldARequestThatTheReportedAddressRefusesUntilTheHostReportsItsEnd() throws Exception {
    NamedBackend next = backend("sixth");
    RawClient client = waiting();
    backend.close();
    edge.plane().reportsReady("acme", backend.as(0, 5));
    Eventually.until("it was tried", () -> edge.server().held() == 1);

    edge.plane().reports("acme", 0, 5, FAILED);
    edge.plane().replicaIs("acme", ReplicaStage.STARTING, 6);
    edge.plane().reportsReady("acme", next.as(0, 6));

    assertThat(client.answer().text()).isEqualTo("sixth");
  }

  @Test
  void shouldChangeNothingByAReportThatIsToldAgain() throws Exception {
    RawClient client = waiting();
    for (int i = 0; i < 3; i++) {
      edge.plane().reportsReady("acme", backend.as(0, 5));
    }

    assertThat(client.answer().text()).isEqualTo("fifth");
    assertThat(client.send(request("GET /", "acme")).answer().text()).isEqualTo("fifth");
    assertThat(backend.connections()).isEqualTo(1);
    assertThat(edge.metric("dormouse_edge_releases_total{by=\"report\"}")).isEqualTo(1);
  }

  @Test
  void shouldReleaseByTheFirstOfSeveralReplicasAndUseTheOthersAsTheyCome() throws Exception {
    NamedBackend other = backend("other");
    edge.plane()
        .is(
            "acme",
            InstanceStatus.STARTING,
            Views.replica(0, ReplicaStage.STARTING, 5),
            Views.replica(1, ReplicaStage.STARTING, 2));
    RawClient client = held(1);

    edge.plane().reportsReady("acme", other.as(1, 2));

    assertThat(client.answer().text()).isEqualTo("other");
    edge.plane().reportsReady("acme", backend.as(0, 5));
    for (int i = 0; i < 4; i++) {
      client.send(request("GET /", "acme")).answer();
    }
    assertThat(backend.count()).isEqualTo(2);
    edge.plane().reports("acme", 1, 2, FAILED);
    for (int i = 0; i < 4; i++) {
      assertThat(client.send(request("GET /", "acme")).answer().text()).isEqualTo("fifth");
    }
  }

  @Test
  void shouldTellTheWaitingPageByTheReport() throws Exception {
    edge.plane().replicaIs("acme", ReplicaStage.STARTING, 5);
    RawClient page = open(edge.connect()).send(request("GET /.dormouse/events", "acme"));
    page.head();

    edge.plane().reportsReady("acme", backend.as(0, 5));

    StringBuilder text = new StringBuilder();
    for (int size = Integer.parseInt(page.line(), 16);
        size > 0;
        size = Integer.parseInt(page.line(), 16)) {
      text.append(new String(page.read(size), StandardCharsets.UTF_8));
      page.line();
    }
    assertThat(text).contains("event: ready");
    assertThat(get().text()).isEqualTo("fifth");
  }
}
