package io.dormouse.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.TestBrain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index in a process of its own, which is killed while it reads. */
final class KilledIndexIT {

  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final int EVENTS = 10_000 * KILLS;
  private static final int A_TRANSACTION = 2_000;
  private static final int INSTANCES = 1_000;
  private static final int MOST_BATCHES = 3;

  @Test
  void shouldBeTheSameAfterKillsAsOneThatWasBuiltInOneGo(@TempDir Path folder) throws Exception {
    Random random = new Random(20261130);
    try (RecordedLog log = new RecordedLog()) {
      for (int first = 0; first < EVENTS; first += A_TRANSACTION) {
        int from = first;
        log.commit(() -> {
          for (int i = from; i < from + A_TRANSACTION; i++) {
            log.woken("i-" + i % INSTANCES, 1 + i / INSTANCES, i);
          }
        });
      }
      for (int kill = 0; kill < KILLS; kill++) {
        killAfter(1 + random.nextInt(MOST_BATCHES), log.kafka(), folder.resolve("killed"));
      }
      try (HistoryIndex killed = index(log, folder.resolve("killed"));
          HistoryIndex whole = index(log, folder.resolve("whole"))) {
        assertThat(content(killed)).isEqualTo(content(whole));
        assertThat(content(whole).events()).isEqualTo(EVENTS);
      }
    }
  }

  private static void killAfter(int batches, KafkaSettings kafka, Path directory)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledIndexIT.class.getName(),
                kafka.bootstrapServers(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int seen = 0;
      while (seen < batches) {
        String line = lines.readLine();
        assertThat(line).as("a line of a process that goes on").isNotNull();
        seen += line.equals("batch") ? 1 : 0;
      }
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  /** The process: it says when it has read a batch, and goes on until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    KafkaSettings kafka =
        Settings.load(
            KafkaSettings.class, List.of("--kafka.bootstrap.servers=" + args[0]), Map.of());
    HistoryIndex index = new HistoryIndex(kafka, AnnouncedSchemas.NONE, Path.of(args[1]));
    long version = 0;
    while (true) {
      if (index.awaitNews(version, Duration.ofSeconds(1)) || index.progress().caughtUp()) {
        version = index.version();
        System.out.println("batch");
      }
    }
  }

  private static HistoryIndex index(RecordedLog log, Path directory) {
    HistoryIndex index = new HistoryIndex(log.kafka(), AnnouncedSchemas.NONE, directory);
    TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
    return index;
  }

  /**
   * Content of an index.
   *
   * @param hash of the ids of all events in the order of the feed
   */
  private record Content(long events, int hash, FeedPosition end) {}

  private static Content content(HistoryIndex index) {
    Content[] content = {new Content(0, 1, index.start())};
    index.feed(
        index.start(),
        Order.ASCENDING,
        (position, event) -> {
          content[0] =
              new Content(
                  content[0].events() + 1, 31 * content[0].hash() + event.hashCode(), position);
          return true;
        });
    return content[0];
  }
}
