package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.cause.FailureKind;
import io.dormouse.language.instance.InstanceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances that failed, were stopped, or are gone, and requests that do not wake. */
class NotServingTest {

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void shouldSayThatTheInstanceFailedWhileTheRequestWaited() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);
    edge.plane().is("acme", InstanceStatus.STARTING);

    edge.plane().failed("acme", "The process ended before it was ready.", inSeconds(30));

    RawClient.RawAnswer answer = client.answer();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.text())
        .contains("ended before it was ready", "\"failure\":\"ended-early\"")
        .doesNotContain("secret log line", "The process", "exitCode", ":3");
  }

  @Test
  void shouldAnswerAtOnceWhileTheInstanceBacksOff() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().failed("acme", "Broken.", inSeconds(30));

    RawClient.RawAnswer answer = connect(edge).send(request("GET /", "acme")).answer();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(10, 30);
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldWakeAFailedInstanceAfterItsBackoffAndHoldThroughTheOldFailure() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().failed("acme", "Broken.", inSeconds(-1));
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);
    Eventually.until("a wake", () -> edge.plane().wakes().size() == 1);
    assertThat(edge.server().held()).isEqualTo(1);

    edge.plane().failed("acme", "Broken again.", inSeconds(30));

    RawClient.RawAnswer answer = client.answer();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).contains("urn:dormouse:problem:failed");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isGreaterThan(10);
  }

  @Test
  void shouldNotWakeWhatWasStopped() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.STOPPED);

    RawClient.RawAnswer answer = connect(edge).send(request("GET /", "acme")).answer();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Dormouse-Instance-Status")).isEqualTo("stopped");
    assertThat(answer.all("Retry-After")).isEmpty();
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"RETIRED", "REMOVING"})
  void shouldSayThatItWasDeletedAndNotWakeIt(InstanceStatus status) throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", status);

    RawClient.RawAnswer answer = connect(edge).send(request("GET /", "acme")).answer();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Dormouse-Instance-Status"))
        .isEqualTo(status.name().toLowerCase(Locale.ROOT));
    assertThat(answer.all("Retry-After")).isEmpty();
    assertThat(answer.text()).contains("urn:dormouse:problem:deleted", "was deleted");
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldEndTheWaitWhenItIsDeletedWithAGrace() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().is("acme", InstanceStatus.RETIRED);

    assertThat(client.answer().text()).contains("urn:dormouse:problem:deleted");
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUESTED", "FENCING"})
  void shouldAnswerAtOnceWhenResourcesFailed(InstanceStatus status) throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", status);
    RawClient held = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().resourcesFailed("acme", status, "permission denied on db-1.internal");

    for (RawClient client : List.of(held, connect(edge).send(request("GET /", "acme")))) {
      RawClient.RawAnswer answer = client.answer();
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("Dormouse-Instance-Status"))
          .isEqualTo(status.name().toLowerCase(Locale.ROOT));
      assertThat(answer.text())
          .contains("urn:dormouse:problem:without-resources", "could not be made ready")
          .doesNotContain("db-1", "permission denied", "schema");
    }
    assertThat(edge.plane().wakes()).isEmpty();
  }

  @Test
  void shouldWakeOnceResourcesThatFailedWereMendedWhileSomebodyWaits() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().resourcesFailed("acme", InstanceStatus.REQUESTED, "down");
    assertThat(connect(edge).send(request("GET /", "acme")).answer().status()).isEqualTo(502);
    edge.plane().is("acme", InstanceStatus.REQUESTED);
    RawClient client = connect(edge).send(request("GET /", "acme"));
    held(edge, 1);

    edge.plane().is("acme", InstanceStatus.ASLEEP);

    assertThat(edge.plane().wakes()).hasSize(1);
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));
    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void shouldKeepToItselfWhatAHostSaysOfCredentials() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().credentialsUnreadable("acme", "Keyset 4711 of host-1.", inSeconds(30));

    RawClient.RawAnswer answer = connect(edge).send(request("GET /", "acme")).answer();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text())
        .contains("\"failure\":\"cannot-start\"")
        .doesNotContain("4711", "host-1", "credential");
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void shouldTellVisitorsWhatTheyCanDoAndNothingOfTheHost(FailureKind kind) throws Exception {
    EdgeUnderTest edge = edge();
    String words = "Expected the image h3/nope:1 on this host, 10.0.0.7:32768; exit code 137.";
    edge.plane().failed("acme", kind, words, inSeconds(30));
    RawClient client = connect(edge).send(request("GET /", "acme", "X-Request-Id: visit-4711"));
    RawClient.RawAnswer problem = client.answer();
    RawClient.RawAnswer page =
        client
            .send(request("GET /", "acme", "Accept: text/html", "X-Request-Id: visit-4712"))
            .answer();

    assertThat(problem.text()).contains("\"requestId\":\"visit-4711\"");
    assertThat(page.text()).contains("visit-4712");
    for (RawClient.RawAnswer answer : List.of(problem, page)) {
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).containsPattern("(?i)(try|trying|tried) (it )?again|once more");
      for (String text : List.of(answer.text(), String.join("\n", answer.head()))) {
        assertThat(text)
            .doesNotContain("h3/nope", "this host", "10.0.0.7", "32768", "137", "secret log line")
            .doesNotContainIgnoringCase(kind.name())
            .doesNotContainIgnoringCase("image", "credential", "exit", "log line", "port ");
      }
    }
  }

  @Test
  void shouldNotSpeakOfTheMachineryToVisitors() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("asleep", InstanceStatus.ASLEEP);
    edge.plane().down(true);
    edge.plane().is("stopped", InstanceStatus.STOPPED);
    edge.plane().is("retired", InstanceStatus.RETIRED);
    edge.plane().resourcesFailed("unmade", InstanceStatus.REQUESTED, "no schema on db-1");
    edge.plane().runs("gone", 1);
    for (String instance : List.of("asleep", "stopped", "retired", "unmade", "gone", "nobody")) {
      RawClient.RawAnswer answer = connect(edge).send(request("GET /", instance)).answer();
      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
      assertThat(answer.text())
          .contains("\"requestId\":\"" + answer.header("X-Request-Id"))
          .doesNotContainIgnoringCase("127.0.0.1", "kafka", "broker", "control plane", "edge")
          .doesNotContainIgnoringCase("schema", "db-1", "container", "replica", "backend", "host-");
    }
  }

  @Test
  void shouldEndTheWaitWhenTheInstanceIsStoppedOrDeleted() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    edge.plane().is("beta", InstanceStatus.ASLEEP);
    RawClient acme = connect(edge).send(request("GET /", "acme"));
    RawClient beta = connect(edge).send(request("GET /", "beta"));
    held(edge, 2);

    edge.plane().is("acme", InstanceStatus.STOPPED);
    edge.plane().gone("beta");

    assertThat(acme.answer().status()).isEqualTo(503);
    assertThat(beta.answer().status()).isEqualTo(404);
  }

  @Test
  void shouldKnowNothingOfUnknownHostsAndDeletedInstances() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("gone", InstanceStatus.DELETED);

    for (String instance : List.of("nobody", "gone")) {
      RawClient.RawAnswer answer = connect(edge).send(request("GET /", instance)).answer();
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
    assertThat(edge.plane().wakes()).isEmpty();
    assertThat(edge.plane().reports()).isEmpty();
  }

  @Test
  void shouldSayThatItCannotWake() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    edge.plane().down(true);

    RawClient.RawAnswer answer = connect(edge).send(request("GET /", "acme")).answer();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.text()).contains("urn:dormouse:problem:cannot-wake");
  }

  @Test
  void shouldNotWakeForThoseWhoDoNotWaitForAnAnswer() throws Exception {
    EdgeUnderTest edge = edge();
    edge.plane().is("acme", InstanceStatus.ASLEEP);

    for (String quiet :
        List.of(
            request("GET /favicon.ico", "acme"),
            request("GET /sitemap.xml?x", "acme"),
            request("GET /", "acme", "User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1)"),
            request("GET /", "acme", "User-Agent: UptimeRobot/2.0", "Accept: text/html"))) {
      RawClient.RawAnswer answer = connect(edge).send(quiet).answer();
      assertThat(answer.status()).as(quiet).isEqualTo(503);
      assertThat(answer.header("Retry-After")).as(quiet).isEqualTo("3");
      assertThat(answer.header("Dormouse-Instance-Status")).isEqualTo("asleep");
    }
    assertThat(edge.plane().wakes()).isEmpty();
  }

  private EdgeUnderTest edge(String... flags) {
    EdgeUnderTest edge = new EdgeUnderTest(flags);
    open.add(edge);
    return edge;
  }

  private RawClient connect(EdgeUnderTest edge) throws Exception {
    RawClient client = edge.connect();
    open.add(client);
    return client;
  }

  private static void held(EdgeUnderTest edge, int count) {
    Eventually.until(
        () -> count + " held, not " + edge.server().held(), () -> edge.server().held() == count);
  }

  private static Instant inSeconds(long seconds) {
    return Instant.now().plusSeconds(seconds);
  }
}
