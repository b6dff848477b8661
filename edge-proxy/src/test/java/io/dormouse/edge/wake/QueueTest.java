package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances that wait for room on the hosts. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueTest {

  private static final String[] BROWSER = {"Accept: text/html", "Sec-Fetch-Mode: navigate"};

  private final EdgeUnderTest edge = new EdgeUnderTest("--hold.timeout=300ms");

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldTellProgramsThePlaceWhenTheyWaitedTooLong() throws Exception {
    queue("a", "b", "acme");
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("GET /", "acme")).answer();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      assertThat(answer.header("Dormouse-Instance-Status")).isEqualTo("queued");
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.text())
          .contains("urn:dormouse:problem:queued", "\"queuePlace\":3", "number 3 in the queue");
    }
  }

  @Test
  void shouldTellOnceThatAQueuedInstanceIsStillWanted() throws Exception {
    queue("a", "acme");
    try (RawClient client = edge.connect();
        RawClient other = edge.connect()) {
      client.send(request("GET /", "acme"));
      other.send(request("GET /", "acme"));
      client.answer();
      other.answer();

      assertThat(edge.plane().wakes())
          .singleElement()
          .satisfies(wake -> assertThat(wake.instance().value()).isEqualTo("acme"));
    }
  }

  @Test
  void shouldCountThoseOfItsPoolOnly() throws Exception {
    edge.plane().isQueuedIn("pool-1", "a");
    edge.plane().isQueuedIn("pool-2", "b");
    edge.plane().isQueuedIn("pool-1", "acme");
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().text())
          .contains("\"queuePlace\":2");
    }
  }

  @Test
  void shouldStillHoldRequestsUntilThereIsRoom() throws Exception {
    queue("a", "acme");
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));
      Eventually.until("held", () -> edge.server().held() == 1);

      edge.plane().runs("acme", edge.backend(served -> served.response().end("room")));

      assertThat(client.answer().text()).isEqualTo("room");
    }
  }

  @Test
  void shouldMoveUpWhenOthersLeave() throws Exception {
    queue("a", "b", "c", "acme");
    edge.plane().is("a", InstanceStatus.STARTING);
    edge.plane().gone("c");
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "acme")).answer().text())
          .contains("\"queuePlace\":2");
      edge.plane().is("b", InstanceStatus.ASLEEP);
      assertThat(client.send(request("GET /", "acme")).answer().text())
          .contains("\"queuePlace\":1");
      edge.plane().is("b", InstanceStatus.QUEUED);
      assertThat(client.send(request("GET /", "acme")).answer().text())
          .contains("\"queuePlace\":1");
    }
  }

  @Test
  void shouldShowPeopleThePlaceAndWhenItChanges() throws Exception {
    queue("a", "b", "acme");
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer page = client.send(request("GET /", "acme", BROWSER)).answer();
      assertThat(page.status()).isEqualTo(503);
      assertThat(page.header("Retry-After")).isEqualTo("5");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
      assertThat(page.text()).contains("number 3 in the queue", "EventSource", "'queued'");

      client.send(request("GET /.dormouse/events", "acme"));
      client.head();
      assertThat(until(client, "event: queued")).doesNotContain("ready");
      assertThat(until(client, "data: ")).contains("\"place\":3", "number 3");
      edge.plane().is("a", InstanceStatus.STARTING);
      assertThat(until(client, "data: ")).contains("\"place\":2");
      edge.plane().runs("acme", edge.backend(served -> served.response().end()));
      assertThat(until(client, "event: ready")).isEqualTo("event: ready");
    }
  }

  private void queue(String... instances) {
    for (String instance : instances) {
      edge.plane().is(instance, InstanceStatus.QUEUED);
    }
  }

  /** The next line that contains this text. */
  private static String until(RawClient client, String part) throws Exception {
    String line = client.line();
    while (!line.contains(part)) {
      line = client.line();
    }
    return line;
  }
}
