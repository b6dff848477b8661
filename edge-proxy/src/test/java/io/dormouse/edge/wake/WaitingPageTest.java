package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The waiting page and its events. The tests have a deadline, since a stream without news would
 * block them for ever.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingPageTest {

  private static final String[] BROWSER = {
    "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
    "Sec-Fetch-Mode: navigate",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
  };

  private final EdgeUnderTest edge = new EdgeUnderTest("--wake.resend=10s");

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldShowAPageThatEndsByItself() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer page = client.send(request("GET /", "acme", BROWSER)).answer();

      assertThat(page.status()).isEqualTo(503);
      assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(page.header("Retry-After")).isEqualTo("3");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
      assertThat(page.header("Vary")).isEqualTo("Accept");
      assertThat(page.header("Dormouse-Instance-Status")).isEqualTo("asleep");
      assertThat(page.text())
          .contains("new EventSource('/.dormouse/events')", "http-equiv=\"refresh\" content=\"5\"");
      assertThat(edge.plane().wakes()).hasSize(1);

      client.send(request("GET /.dormouse/events", "acme", "Accept: text/event-stream"));
      assertThat(client.head()).contains("content-type: text/event-stream");
      edge.plane().is("acme", InstanceStatus.STARTING);
      edge.plane().runs("acme", edge.backend(served -> served.response().end("the application")));
      assertThat(untilEndOfChunks(client)).contains("event: ready");

      assertThat(client.send(request("GET /", "acme", BROWSER)).answer().text())
          .isEqualTo("the application");
    }
  }

  @Test
  void shouldWakeOnceForAPageThatCameWhileResourcesWereMade() throws Exception {
    edge.plane().is("acme", InstanceStatus.REQUESTED);
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < 3; i++) {
        RawClient.RawAnswer page = client.send(request("GET /", "acme", BROWSER)).answer();
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.header("Retry-After")).isEqualTo("3");
        assertThat(page.header("Dormouse-Instance-Status")).isEqualTo("requested");
        assertThat(page.text()).contains("EventSource");
      }
      client.send(request("GET /.dormouse/events", "acme"));
      client.head();
      assertThat(edge.plane().wakes()).isEmpty();

      edge.plane().is("acme", InstanceStatus.ASLEEP);
      assertThat(edge.plane().wakes()).hasSize(1);
      edge.plane().runs("acme", edge.backend(served -> served.response().end()));

      assertThat(untilEndOfChunks(client)).contains("event: ready");
      assertThat(edge.plane().wakes()).hasSize(1);
    }
  }

  @Test
  void shouldTellThePageWhenItsResourcesFail() throws Exception {
    edge.plane().is("acme", InstanceStatus.REQUESTED);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /.dormouse/events", "acme"));
      client.head();
      edge.plane().resourcesFailed("acme", InstanceStatus.REQUESTED, "role exists on db-1");
      assertThat(untilEndOfChunks(client)).contains("event: ended");

      RawClient.RawAnswer page = client.send(request("GET /", "acme", BROWSER)).answer();

      assertThat(page.status()).isEqualTo(502);
      assertThat(page.text())
          .contains("could not be made ready")
          .doesNotContain("EventSource", "db-1");
    }
  }

  @Test
  void shouldWakeOnceForReloadsOfThePage() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(request("GET /", "acme", BROWSER)).answer().status()).isEqualTo(503);
      }
    }
    assertThat(edge.plane().wakes()).hasSize(1);
  }

  @Test
  void shouldTellThePageWhenTheInstanceFails() throws Exception {
    edge.plane().is("acme", InstanceStatus.STARTING);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /.dormouse/events", "acme"));
      client.head();
      edge.plane().failed("acme", "No <room>.", Instant.now().plusSeconds(30));
      assertThat(untilEndOfChunks(client)).contains("event: ended");

      RawClient.RawAnswer page = client.send(request("GET /", "acme", BROWSER)).answer();

      assertThat(page.status()).isEqualTo(502);
      assertThat(page.text())
          .contains("ended before it was ready")
          .doesNotContain("EventSource", "room");
    }
  }

  @Test
  void shouldTellALatePageAtOnce() throws Exception {
    edge.plane().runs("acme", edge.backend(served -> served.response().end()));
    try (RawClient client = edge.connect()) {
      client.send(request("GET /.dormouse/events", "acme"));
      client.head();

      assertThat(untilEndOfChunks(client)).contains("event: ready");
    }
  }

  @Test
  void shouldForwardNothingOfTheReservedPath() throws Exception {
    edge.plane().runs("acme", edge.backend(served -> served.response().end("from inside")));
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /.dormouse/x", "acme")).answer().status()).isEqualTo(404);
    }
  }

  @Test
  void shouldHoldWhatABrowserFetchesInsideAPage() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    try (RawClient client = edge.connect()) {
      client.send(request("GET /", "acme", "Accept: text/html", "Sec-Fetch-Mode: cors"));
      Eventually.until("it is held", () -> edge.server().held() == 1);
      edge.plane().runs("acme", edge.backend(served -> served.response().end()));

      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldSayOnAPageThatItCannotWake() throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    edge.plane().down(true);
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer page = client.send(request("GET /", "acme", BROWSER)).answer();

      assertThat(page.status()).isEqualTo(503);
      assertThat(page.text()).contains("cannot be woken now").doesNotContain("EventSource");
    }
  }

  @Test
  void shouldShowAPageForUnknownHostsAndStoppedOrDeletedInstances() throws Exception {
    edge.plane().is("acme", InstanceStatus.STOPPED);
    edge.plane().is("beta", InstanceStatus.RETIRED);
    try (RawClient client = edge.connect()) {
      assertThat(client.send(request("GET /", "nobody", BROWSER)).answer().text())
          .contains("<!doctype html>", "nobody.example.org");
      assertThat(client.send(request("GET /", "acme", BROWSER)).answer().text())
          .contains("<!doctype html>", "stopped by its owner");
      assertThat(client.send(request("GET /", "beta", BROWSER)).answer().text())
          .contains("<!doctype html>", "was deleted");
    }
  }

  private static String untilEndOfChunks(RawClient client) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int size = Integer.parseInt(client.line(), 16);
        size > 0;
        size = Integer.parseInt(client.line(), 16)) {
      text.append(new String(client.read(size), StandardCharsets.UTF_8));
      client.line();
    }
    client.line();
    return text.toString();
  }
}
