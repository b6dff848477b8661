package io.dormouse.edge.wake;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.dormouse.language.instance.InstanceStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People wake instances, whatever their browser or phone is called; crawlers do not. */
class AgentsTest {

  /** Browsers, apps, phones and tools of people, as they were seen. */
  private static final Path PEOPLE = Path.of("src/test/resources/agents/people.txt");

  /** Crawlers, previews, checks and scanners. */
  private static final Path CRAWLERS = Path.of("src/test/resources/agents/crawlers.txt");

  private static EdgeUnderTest edge;

  @BeforeAll
  static void start() {
    edge = new EdgeUnderTest("--wake.all.burst=0", "--wake.client.burst=0");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  static Stream<String> people() throws Exception {
    return Files.readAllLines(PEOPLE).stream();
  }

  static Stream<String> crawlers() throws Exception {
    return Files.readAllLines(CRAWLERS).stream();
  }

  @ParameterizedTest
  @MethodSource("people")
  void shouldWakeForPeople(String agent) throws Exception {
    assertThat(statusOf(agent)).isEqualTo("starting");
    assertThat(edge.plane().wakes()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("crawlers")
  void shouldNotWakeForCrawlers(String agent) throws Exception {
    assertThat(statusOf(agent)).isEqualTo("does-not-wake");
  }

  @Test
  void shouldHaveEnoughOfBoth() throws Exception {
    assertThat(people().distinct().count()).isGreaterThanOrEqualTo(40);
    assertThat(crawlers().distinct().count()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void shouldNotTakeLongForLongAgents() throws Exception {
    String agent = "(bot ) cubot; ".repeat(2_000);
    assertThat(statusOf(agent)).isEqualTo("starting");
  }

  /** The answer of a sleeping instance to a browser with that user agent. */
  private static String statusOf(String agent) throws Exception {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    int wakes = edge.plane().wakes().size();
    try (RawClient client = edge.connect()) {
      String page =
          client
              .send(
                  request(
                      "GET /",
                      "acme",
                      "User-Agent: " + agent,
                      "Accept: text/html",
                      "Sec-Fetch-Mode: navigate"))
              .answer()
              .text();
      List<String> found =
          Stream.of("does not wake", "do not wake it", "is being started")
              .filter(page::contains)
              .toList();
      boolean woken = edge.plane().wakes().size() > wakes;
      assertThat(found).hasSize(1);
      assertThat(woken).isEqualTo(found.contains("is being started"));
      return woken ? "starting" : "does-not-wake";
    }
  }
}
