package io.dormouse.streams;

import io.dormouse.kit.parts.Parts;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.SchemaConflictException;
import io.dormouse.kit.topics.SchemaTopic;
import io.dormouse.kit.topics.TopicSettingsException;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.streams.api.ApiParts;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.fold.FoldMain;
import io.dormouse.streams.history.HistoryIndex;
import io.dormouse.streams.verify.VerifyMain;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams app as a program: reads its settings, wires the brain and the control API, ends on
 * SIGTERM. With {@code fold} as the first word it compares the log with the stores instead, with
 * {@code verify} it checks the chains of the log.
 */
public final class StreamsMain {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsMain.class);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final int BAD_SETTINGS = 2;

  private StreamsMain() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> words = List.of(args);
    try {
      switch (words.isEmpty() ? "" : words.getFirst()) {
        case "fold" ->
            System.exit(FoldMain.run(flags(words), System.getenv(), System.out, System.err));
        case "verify" ->
            System.exit(VerifyMain.run(flags(words), System.getenv(), System.out, System.err));
        default -> run(Settings.load(StreamsSettings.class, words, System.getenv()));
      }
    } catch (SettingsException | TopicSettingsException | SchemaConflictException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_SETTINGS);
    } catch (RuntimeException e) {
      endAfter(e);
    }
  }

  private static List<String> flags(List<String> words) {
    return words.subList(1, words.size());
  }

  private static void run(StreamsSettings settings) throws InterruptedException {
    Parts parts = new Parts();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(parts::close));
    TopicSetup.await(settings.kafka(), new CountDownLatch(1));
    TopicWriter writer =
        parts.opened(new TopicWriter(settings.kafka(), settings.id(), WRITE_TIMEOUT));
    SchemaTopic schemas = parts.opened(new SchemaTopic(settings.kafka(), settings.id(), writer));
    Brain brain = parts.opened(new Brain(settings, schemas));
    schemas.awaitAnnounced();
    CompletableFuture<Void> started =
        CompletableFuture.runAsync(
                () -> brain.start(() -> Thread.ofPlatform().start(() -> System.exit(1))))
            .whenComplete(StreamsMain::endIfFailed);
    HistoryIndex history =
        parts.opened(
            new HistoryIndex(settings.kafka(), schemas, settings.stateDir().resolve("history")));
    ControlApi api =
        parts.opened(
            ControlApi.start(
                settings.api(),
                new ApiParts(settings.kafka(), writer, brain::isRunning, schemas, history)));
    started.join();
    LOG.atInfo().setMessage("started").addKeyValue("api_port", api.port()).log();
  }

  /** Does not wait for what else is being started. */
  private static void endIfFailed(@Nullable Void started, @Nullable Throwable failure) {
    if (failure != null) {
      endAfter(failure);
    }
  }

  private static void endAfter(Throwable failure) {
    LOG.atError().setMessage("cannot start").setCause(failure).log();
    System.exit(1);
  }
}
