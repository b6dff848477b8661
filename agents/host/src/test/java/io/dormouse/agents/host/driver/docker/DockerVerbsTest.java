package io.dormouse.agents.host.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.ImageMissingException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.docker.container.ContainerLabels;
import io.dormouse.agents.host.driver.docker.container.RemoveContainer;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The meaning of the engine's status codes to the verbs. */
class DockerVerbsTest {

  private static final ReplicaHandle ONE = new ReplicaHandle("one");
  private static final ReplicaOrder ORDER =
      new ReplicaOrder(ReplicaId.parse("acme.0"), 1, TestApp.spec("serve"), Map.of(), 0, "spec");
  private static final String GOING = "{\"message\":\"already in progress\"}";
  private static final String RUNNING =
      """
      {"Id":"one","State":{"Running":true,"Status":"running"},
       "NetworkSettings":{"Networks":{"bridge":{"IPAddress":"172.17.0.9"}}}}
      """;
  private static final String EXITED =
      """
      {"Id":"one","State":{"Running":false,"ExitCode":5,"FinishedAt":"2026-01-01T12:00:00.5Z"},
       "NetworkSettings":{"Networks":{}}}
      """;

  private final FakeTransport transport = new FakeTransport();
  private final DockerDriver driver =
      new DockerDriver(transport.engine(), new HostId("host-1"), "bridge");

  @Test
  void shouldTakeAStartOfWhatRunsAsDone() {
    transport
        .answer("POST /containers/one/start", 304, "")
        .answer("GET /containers/one/json", 200, RUNNING);

    assertThat(driver.start(ONE, ORDER).address()).isEqualTo("172.17.0.9");
  }

  @Test
  void shouldStartWithTwoCalls() {
    transport
        .answer("POST /containers/one/start", 204, "")
        .answer("GET /containers/one/json", 200, RUNNING);

    driver.start(ONE, ORDER);

    assertThat(transport.calls())
        .containsExactly("POST /containers/one/start", "GET /containers/one/json");
  }

  @Test
  void shouldTellTheEndOfWhatEndedWhileItWasStarted() {
    transport
        .answer("POST /containers/one/start", 204, "")
        .answer("GET /containers/one/json", 200, EXITED);

    assertThat(driver.start(ONE, ORDER).end())
        .isCompletedWithValueMatching(exit -> Integer.valueOf(5).equals(exit.code()));
  }

  @Test
  void shouldTakeAStopOfWhatIsGoneAsDone() {
    assertThat(driver.stop(ONE, Duration.ZERO).code()).isNull();
    assertThat(transport.calls()).containsExactly("GET /containers/one/json");
  }

  @Test
  void shouldTakeAStopOfWhatEndedAsDone() {
    transport.answer("GET /containers/one/json", 200, EXITED);

    assertThat(driver.stop(ONE, Duration.ZERO).code()).isEqualTo(5);
  }

  @Test
  void shouldTakeARemovalOfWhatIsGoneAsDone() {
    assertThatCode(() -> driver.remove(ONE)).doesNotThrowAnyException();
  }

  @Test
  void shouldWaitUntilWhatIsGoingIsGone() {
    transport.answerOnce("DELETE /containers/one", 409, GOING);

    driver.remove(ONE);

    assertThat(transport.calls())
        .containsExactly("DELETE /containers/one", "DELETE /containers/one");
  }

  @Test
  void shouldNotTakeWhatIsGoingForGone() {
    transport.answer("DELETE /containers/one", 409, GOING);
    RemoveContainer remove = new RemoveContainer(transport.engine(), Duration.ofMillis(10));

    assertThatThrownBy(() -> remove.remove(ONE))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("removal is under way: one");
  }

  @Test
  void shouldListWhatIsGoing() {
    String labels =
        new ObjectMapper()
            .valueToTree(ContainerLabels.of(new HostId("host-1"), ORDER).asMap())
            .toString();
    transport
        .answer("GET /images/json", 200, "[]")
        .answer(
            "GET /containers/json",
            200,
            """
            [{"Id":"one","ImageID":"sha256:1","Names":["/dormouse-host-1-acme.0-g3"],
              "State":"removing","Labels":%s}]
            """
                .formatted(labels));

    assertThat(driver.list())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.state()).isEqualTo(FoundState.GOING);
          assertThat(found.replica()).isEqualTo(ORDER.replica());
          assertThat(found.generation()).isEqualTo(3);
        });
  }

  @Test
  void shouldNameTheImageThatTheEngineDoesNotHave() {
    assertThatThrownBy(() -> driver.create(ORDER))
        .isInstanceOf(ImageMissingException.class)
        .hasMessageContaining(TestApp.IMAGE);
  }

  @Test
  void shouldNoticeThatTheImageWentInBetween() {
    transport
        .answer("GET /images/" + TestApp.IMAGE + "/json", 200, "{\"Id\":\"sha256:1\"}")
        .answer("GET /networks/bridge", 200, "{}");

    assertThatThrownBy(() -> driver.create(ORDER))
        .isInstanceOf(ImageMissingException.class)
        .hasMessageContaining(TestApp.IMAGE);
  }

  @Test
  void shouldRepeatTheEnginesWords() {
    transport.answer(
        "POST /containers/one/start", 500, "{\"message\":\"exec: \\\"x\\\": not found\"}");

    assertThatThrownBy(() -> driver.start(ONE, ORDER))
        .isInstanceOf(DriverException.class)
        .hasMessage("Docker could not start a container: exec: \"x\": not found");
  }
}
