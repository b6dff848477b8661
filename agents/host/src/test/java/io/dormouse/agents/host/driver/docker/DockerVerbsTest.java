package io.dormouse.agents.host.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.ImageMissingException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.schemas.host.HostId;
import io.dormouse.schemas.instance.ReplicaId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the engine's status codes mean to the verbs. */
class DockerVerbsTest {

  private static final ReplicaHandle ONE = new ReplicaHandle("one");
  private static final ReplicaOrder ORDER =
      new ReplicaOrder(ReplicaId.parse("acme.0"), 1, TestApp.spec("serve"), Map.of(), 0, "spec");
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
  void shouldTakeARemovalOfWhatIsGoneOrGoingAsDone() {
    assertThatCode(() -> driver.remove(ONE)).doesNotThrowAnyException();
    transport.answer("DELETE /containers/one", 409, "{\"message\":\"already in progress\"}");
    assertThatCode(() -> driver.remove(ONE)).doesNotThrowAnyException();
  }

  @Test
  void shouldNameTheImageThatTheEngineDoesNotHave() {
    assertThatThrownBy(() -> driver.create(ORDER))
        .isInstanceOf(ImageMissingException.class)
        .hasMessageContaining(TestApp.IMAGE);
  }

  @Test
  void shouldNoticeThatTheImageWentInBetween() {
    transport.answer("GET /images/" + TestApp.IMAGE + "/json", 200, "{\"Id\":\"sha256:1\"}");

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
