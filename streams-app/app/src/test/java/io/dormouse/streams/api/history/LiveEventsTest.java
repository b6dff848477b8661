package io.dormouse.streams.api.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.api.http.EventSource.Listener;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.api.view.Tables;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.history.Order;
import io.dormouse.streams.history.RecordedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream on a log that goes on all the time. */
@Timeout(60)
final class LiveEventsTest {

  private static final InstanceId BUSY = new InstanceId("busy");
  private static final EventFilter NOTHING =
      new EventFilter(Set.of("InstanceDeleted"), Set.of(), null, null, event -> true);
  private static final Duration SHORT = Duration.ofMillis(200);

  private RecordedLog log;
  private HistoryIndex index;
  private ReadableHistory history;
  private TopicWriter writer;
  private Tables tables;
  private long written;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    log = new RecordedLog();
    index = new HistoryIndex(log.kafka(), AnnouncedSchemas.NONE, folder);
    writer = new TopicWriter(log.kafka(), "live-test", Duration.ofSeconds(2));
    tables = new Tables(log.kafka(), writer, AnnouncedSchemas.NONE);
    history = new ReadableHistory(index, tables.instances());
    TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
  }

  @AfterEach
  void close() {
    history.close();
    tables.close();
    index.close();
    writer.close();
    log.close();
  }

  /** The ids that a client hears without an event. */
  private static final class Client implements Listener {

    private final Queue<Long> ids = new ConcurrentLinkedQueue<>();

    @Override
    public boolean send(String id, String name, JsonNode data) {
      throw new AssertionError("Expected no event, but got " + data);
    }

    @Override
    public boolean keepAlive() {
      return true;
    }

    @Override
    public boolean keepAlive(String id) {
      return ids.add(Long.valueOf(id));
    }
  }

  private Thread listening(Client client) {
    Reading<Long> reading =
        new Reading<>(index, (after, page) -> index.events(BUSY, after, Order.ASCENDING, page));
    LiveEvents<Long> events = new LiveEvents<>(history, reading, 0L, NOTHING, SHORT);
    return Thread.ofVirtual().start(() -> events.sendTo(client));
  }

  private void happen() {
    log.commit(() -> log.woken("busy", ++written, written));
    TestBrain.await("the event", () -> index.newest(BUSY) == written);
  }

  @Test
  void shouldTellWhereItIsThoughNewsComeFasterThanItIsSilent() throws InterruptedException {
    Client client = new Client();
    Thread stream = listening(client);

    while (client.ids.size() < 4) {
      happen();
    }
    stream.interrupt();
    stream.join();

    List<Long> ids = List.copyOf(client.ids);
    assertThat(ids.getFirst()).isZero();
    assertThat(ids.getLast()).isPositive();
    assertThat(ids).isSorted();
  }

  @Test
  void shouldEndWhereverItIsInterrupted() throws InterruptedException {
    IntStream.range(0, 10).forEach(n -> happen());
    for (int n = 0; n < 20; n++) {
      Client client = new Client();
      Thread stream = listening(client);
      if (n % 2 == 0) {
        TestBrain.await("a keep-alive", () -> !client.ids.isEmpty());
      }
      stream.interrupt();

      assertThat(stream.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  @Test
  void shouldReadNoFurtherOnAThreadThatIsInterrupted() {
    happen();
    happen();
    EventPage<Long> page = new EventPage<>(NOTHING, new EventBody<>(EventQuery.Form.JSON, 10), 0L);

    Thread.currentThread().interrupt();
    index.events(BUSY, 0, Order.ASCENDING, page);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(page.next()).contains(0L);
  }
}
