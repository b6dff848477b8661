package io.dormouse.streams.api.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.instance.InstanceEvent.InstanceDeleted;
import io.dormouse.language.instance.InstanceEvent.PlanChanged;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.EventClient;
import io.dormouse.streams.history.RecordedLives;
import io.dormouse.streams.history.RecordedLog;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log with more events than are read for one page. */
final class LongHistoryTest {

  private static final int MANY = EventPage.MOST_READ + 2_000;
  private static final PlanChanged CHANGED =
      new PlanChanged(new Plan(new PlanId("trial"), null, List.of()));

  @TempDir private static Path folder;

  private static final int FLEET = 400;

  /** One fewer than there would be a snapshot behind. */
  private static final int EVENTS_OF_EACH = 31;

  private static RecordedLog log;
  private static HistoryApi it;
  private static ApiClient client;

  @BeforeAll
  static void record() throws Exception {
    log = new RecordedLog();
    log.commit(() -> {
      RecordedLives.asleep(log, "busy", 0);
      LongStream.rangeClosed(3, MANY).forEach(n -> log.add("busy", n, 1, CHANGED));
      RecordedLives.asleep(log, "calm", 2);
      ResourcesFailed large =
          new ResourcesFailed(1, ResourceStep.CREATE_BUCKET, "x".repeat(200 << 10));
      LongStream.rangeClosed(1, 30).forEach(n -> log.add("large", n, 3, large));
      IntStream.range(0, FLEET).forEach(LongHistoryTest::recordWithoutSnapshot);
    });
    it = new HistoryApi(log, AnnouncedSchemas.NONE, folder);
    client = it.client;
  }

  private static void recordWithoutSnapshot(int number) {
    String id = "one-%d".formatted(number);
    RecordedLives.asleep(log, id, 0);
    LongStream.rangeClosed(3, EVENTS_OF_EACH).forEach(n -> log.add(id, n, 1, CHANGED));
  }

  @AfterAll
  static void end() {
    it.close();
    log.close();
  }

  @Test
  void shouldEndAPageAfterManyEventsThatAreNotPartOfIt() {
    Reply page = client.get("/v1/instances/busy/history?type=InstanceWoken");
    Reply rest = client.get(next(page));

    assertThat(page.body()).isEmpty();
    assertThat(next(page)).contains("after=" + EventPage.MOST_READ + "&");
    assertThat(rest.body()).isEmpty();
    assertThat(rest.header("Link")).isEmpty();
  }

  @Test
  void shouldEndAPageAfterManyBytes() {
    Reply page = client.get("/v1/instances/large/history");
    Reply rest = client.get(next(page));

    int length = page.raw().body().length;
    assertThat(length).isBetween(EventBody.LARGEST, EventBody.LARGEST + (300 << 10));
    assertThat(page.body().size() + rest.body().size()).isEqualTo(30);
    assertThat(rest.body().at("/0/sequence").asLong()).isEqualTo(page.body().size() + 1);
  }

  @Test
  void shouldEndAPageOfThePastAfterManyEvents() {
    Reply first = client.get("/v1/instances?status=asleep&at=2020-11-30T12:00:03.5Z&limit=1000");
    Reply second = client.get(first.text("/next"));

    assertThat(ids(first)).startsWith("busy", "calm").hasSizeBetween(300, FLEET - 1);
    assertThat(first.text("/next"))
        .isEqualTo(
            "/v1/instances?status=asleep&at=2020-11-30T12%3A00%3A03.500Z&limit=1000&after="
                + ids(first).getLast());
    assertThat(ids(first).size() + ids(second).size()).isEqualTo(FLEET + 2);
    assertThat(second.body().at("/next").isNull()).isTrue();
  }

  @Test
  void shouldTellAStreamWhereItIsThoughNothingIsForIt() {
    String path = "/v1/instances/busy/history?type=InstanceDeleted";
    String last;
    try (EventClient events = new EventClient(it.api.port(), path)) {
      assertThat(events.nextId()).isEqualTo("0");
      last = events.nextId();
      assertThat(last).isEqualTo("" + EventPage.MOST_READ);
    }
    long deleted = MANY + 1;
    log.commit(() ->
        log.add(
            "busy",
            deleted,
            4,
            new InstanceDeleted(Cause.of(CauseKind.API), false, RecordedLog.BEGIN)));
    try (EventClient again = new EventClient(it.api.port(), path, "Last-Event-ID", last)) {
      assertThat(again.next().orElseThrow().id()).isEqualTo("" + deleted);
    }
  }

  @Test
  void shouldTellAStreamOfAllWhereItIsThoughNothingIsForIt() {
    String path = "/v1/events?cause=drain";
    String last;
    try (EventClient events =
        new EventClient(it.api.port(), path + "&since=2000-01-01T00:00:00Z")) {
      String beginning = events.nextId();
      last = events.nextId();
      assertThat(last).isNotEqualTo(beginning);
    }
    log.commit(() -> log.woken("late", 1, 5));
    try (EventClient again =
        new EventClient(it.api.port(), "/v1/events?type=InstanceWoken", "Last-Event-ID", last)) {
      assertThat(again.next().orElseThrow().data().at("/instance").asText()).isEqualTo("late");
    }
  }

  private static List<String> ids(Reply page) {
    return page.body().at("/items").findParents("id").stream()
        .filter(item -> item.has("blueprint"))
        .map(item -> item.path("id").asText())
        .toList();
  }

  private static String next(Reply page) {
    return page.header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
  }
}
