package io.dormouse.streams.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.TestBrain;
import io.dormouse.streams.history.IndexedEvent.OfHost;
import io.dormouse.streams.history.IndexedEvent.OfInstance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of a log on a real broker. */
final class HistoryIndexTest {

  private static final InstanceId ACME = new InstanceId("acme");

  @TempDir Path folder;
  private RecordedLog log;

  @BeforeEach
  void start() throws InterruptedException {
    log = new RecordedLog();
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void shouldGiveTheEventsOfAnInstanceFromEachEnd() {
    log.commit(() -> {
      for (int sequence = 1; sequence <= 300; sequence++) {
        log.woken("acme", sequence, sequence);
        log.woken("acme-2", sequence, sequence);
      }
    });
    try (HistoryIndex index = index("index")) {
      assertThat(sequences(index, 298, Order.ASCENDING)).containsExactly(299L, 300L);
      assertThat(sequences(index, 4, Order.DESCENDING)).containsExactly(3L, 2L, 1L);
      assertThat(sequences(index, 0, Order.ASCENDING)).hasSize(300);
      assertThat(sequences(index, 0, Order.DESCENDING)).isEmpty();
      assertThat(sequences(index, 300, Order.ASCENDING)).isEmpty();
      assertThat(index.newest(ACME)).isEqualTo(300);
      assertThat(index.newest(new InstanceId("acm"))).isZero();
    }
  }

  @Test
  void shouldMergeTheFeedByTimeAndContinueItInAnotherCopy() {
    log.commit(() -> {
      for (int i = 0; i < 40; i++) {
        log.woken("i-" + i, 1, i);
      }
      log.joined("host-1", 1, 20);
    });
    List<String> all;
    FeedPosition middle;
    try (HistoryIndex index = index("one")) {
      all = feed(index, index.start(), Order.ASCENDING, 100);
      middle = behind(index, 25);
    }
    try (HistoryIndex other = index("other")) {
      assertThat(all)
          .hasSize(41)
          .containsSubsequence("i-18", "i-19")
          .containsSubsequence("i-19", "host-1", "i-21");
      assertThat(feed(other, other.position(middle.toString()), Order.ASCENDING, 100))
          .isEqualTo(all.subList(25, 41));
      assertThat(feed(other, other.end(), Order.DESCENDING, 100)).isEqualTo(all.reversed());
      assertThat(feed(other, middle, Order.DESCENDING, 100))
          .isEqualTo(all.subList(0, 25).reversed());
    }
  }

  @Test
  void shouldFindAMoment() {
    log.commit(() -> {
      for (int i = 0; i < 200; i++) {
        log.woken("i-" + i % 7, 1 + i / 7, i);
      }
    });
    try (HistoryIndex index = index("index")) {
      for (int second = 0; second < 200; second += 13) {
        Instant at = RecordedLog.BEGIN.plusSeconds(second);
        Span later = new Span(at, null);
        Span earlier = new Span(null, at);
        assertThat(seconds(index, index.start(), Order.ASCENDING, later))
            .containsExactlyElementsOf(LongStream.range(second, 200).boxed().toList());
        assertThat(seconds(index, index.end(), Order.DESCENDING, later))
            .containsExactlyElementsOf(LongStream.range(second, 200).boxed().toList().reversed());
        assertThat(seconds(index, index.start(), Order.ASCENDING, earlier))
            .containsExactlyElementsOf(LongStream.range(0, second).boxed().toList());
        assertThat(seconds(index, index.end(), Order.DESCENDING, earlier))
            .containsExactlyElementsOf(LongStream.range(0, second).boxed().toList().reversed());
      }
    }
  }

  @Test
  void shouldFindEventsThatWereWrittenLateOrByAWrongClock() {
    log.commit(() -> {
      for (int second = 0; second < 100; second++) {
        log.woken("acme", 1 + second, 10_000 + second);
      }
      log.woken("acme", 101, 50);
      for (int second = 101; second < 200; second++) {
        log.woken("acme", 1 + second, 10_000 + second);
      }
      log.written("acme", 201, 90_000, 10_200);
      log.woken("acme", 202, 10_201);
    });
    try (HistoryIndex index = index("index")) {
      Span early = new Span(null, RecordedLog.BEGIN.plusSeconds(1_000));
      Span late = new Span(RecordedLog.BEGIN.plusSeconds(80_000), null);

      assertThat(seconds(index, index.end(), Order.DESCENDING, early)).contains(50L);
      assertThat(seconds(index, index.start(), Order.ASCENDING, early)).contains(50L);
      assertThat(seconds(index, index.start(), Order.ASCENDING, late)).contains(90_000L);
      assertThat(seconds(index, index.end(), Order.DESCENDING, late)).contains(90_000L);
    }
  }

  @Test
  void shouldLeaveOutWhatWasGivenUpOrCannotBeRead() {
    log.commit(() -> log.woken("acme", 1, 1));
    log.abort(() -> log.woken("acme", 2, 2));
    log.commit(() -> {
      log.raw("acme", RecordedLog.BEGIN, new byte[] {0, 0, 0, 0, 5, 1});
      log.raw("acme", RecordedLog.BEGIN, new byte[] {7});
      log.woken("acme", 2, 3);
    });
    try (HistoryIndex index = index("index")) {
      assertThat(sequences(index, 0, Order.ASCENDING)).containsExactly(1L, 2L);
      assertThat(feed(index, index.start(), Order.ASCENDING, 9)).containsExactly("acme", "acme");
    }
  }

  @Test
  void shouldBeTheSameHoweverOftenItIsStopped() {
    Random random = new Random(20261130);
    int written = 0;
    for (int stop = 0; stop < 20; stop++) {
      int first = written;
      int count = 1 + random.nextInt(300);
      written += count;
      log.commit(() -> {
        for (int i = first; i < first + count; i++) {
          log.woken("i-" + i % 5, 1 + i / 5, i);
        }
      });
      HistoryIndex stopped =
          new HistoryIndex(log.kafka(), AnnouncedSchemas.NONE, folder.resolve("stopped"));
      if (random.nextBoolean()) {
        awaitCaughtUp(stopped);
      }
      stopped.close();
    }
    try (HistoryIndex stopped = index("stopped");
        HistoryIndex whole = index("whole")) {
      assertThat(feed(stopped, stopped.start(), Order.ASCENDING, Integer.MAX_VALUE))
          .hasSize(written)
          .isEqualTo(feed(whole, whole.start(), Order.ASCENDING, Integer.MAX_VALUE));
    }
  }

  @Test
  void shouldBeBuiltAgainForAnotherLog() throws Exception {
    log.commit(() -> log.woken("acme", 1, 1));
    index("index").close();
    log.close();
    log = new RecordedLog();
    log.commit(() -> log.woken("zebra", 1, 1));
    try (HistoryIndex index = index("index")) {
      assertThat(index.newest(ACME)).isZero();
      assertThat(feed(index, index.start(), Order.ASCENDING, 9)).containsExactly("zebra");
    }
  }

  @Test
  void shouldBeBuiltAgainWhenItsFilesAreCorrupt() throws Exception {
    log.commit(() -> log.woken("acme", 1, 1));
    index("index").close();
    Files.writeString(folder.resolve("index").resolve("CURRENT"), "nonsense");
    try (HistoryIndex index = index("index")) {
      assertThat(index.newest(ACME)).isEqualTo(1);
    }
  }

  @Test
  void shouldSayThatItIsInUse() {
    try (HistoryIndex index = index("index")) {
      assertThatThrownBy(() -> index("index"))
          .isInstanceOf(HistoryException.class)
          .hasMessageContaining(folder.resolve("index").toString())
          .hasMessageContaining("lock");
      assertThat(index.progress().caughtUp()).isTrue();
    }
  }

  @Test
  void shouldRefuseAPositionOfSomethingElse() {
    try (HistoryIndex index = index("index")) {
      for (String wrong : List.of("AAA", "", "!", "AAAAAAAAAAAA", "gICAgICAgICAgICA", "ä")) {
        assertThatThrownBy(() -> index.position(wrong))
            .as(wrong)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("Expected a cursor");
      }
      assertThat(index.position(index.end().toString())).isEqualTo(index.end());
      FeedPosition other = new FeedPosition(index.end().log() + 1, index.end().offsets());
      assertThatThrownBy(() -> index.position(other.toString()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of another one");
    }
  }

  private HistoryIndex index(String name) {
    HistoryIndex index = new HistoryIndex(log.kafka(), AnnouncedSchemas.NONE, folder.resolve(name));
    awaitCaughtUp(index);
    return index;
  }

  private static void awaitCaughtUp(HistoryIndex index) {
    TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
  }

  private static List<Long> sequences(HistoryIndex index, long after, Order order) {
    List<Long> sequences = new ArrayList<>();
    index.events(ACME, after, order, (sequence, event) -> sequences.add(sequence));
    return sequences;
  }

  private static List<String> feed(HistoryIndex index, FeedPosition from, Order order, int limit) {
    List<String> subjects = new ArrayList<>();
    index.feed(
        from,
        order,
        (position, event) -> {
          subjects.add(subject(event));
          return subjects.size() < limit;
        });
    return subjects;
  }

  private static List<Long> seconds(HistoryIndex index, FeedPosition from, Order order, Span span) {
    List<Long> seconds = new ArrayList<>();
    index.feed(
        from,
        order,
        span,
        (position, event) ->
            seconds.add(Duration.between(RecordedLog.BEGIN, event.time()).toSeconds()));
    return seconds;
  }

  private static FeedPosition behind(HistoryIndex index, int count) {
    List<FeedPosition> positions = new ArrayList<>();
    index.feed(
        index.start(),
        Order.ASCENDING,
        (position, event) -> {
          positions.add(position);
          return positions.size() < count;
        });
    return positions.getLast();
  }

  private static String subject(IndexedEvent event) {
    return switch (event) {
      case OfInstance(var one) -> one.instance().value();
      case OfHost(var one) -> one.event().host().value();
    };
  }
}
