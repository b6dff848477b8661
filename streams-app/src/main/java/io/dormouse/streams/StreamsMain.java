package io.dormouse.streams;

import io.dormouse.schemas.settings.Settings;
import io.dormouse.schemas.settings.SettingsException;
import io.dormouse.schemas.topics.KafkaSettings;
import io.dormouse.schemas.topics.TopicSettingsException;
import io.dormouse.schemas.topics.TopicSetup;
import io.dormouse.schemas.topics.TopicWriter;
import io.dormouse.streams.api.ControlApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams app as a program: reads its settings, wires the brain and the control API, ends on
 * SIGTERM.
 */
public final class StreamsMain {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsMain.class);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final int BAD_SETTINGS = 2;

  private StreamsMain() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      run(Settings.load(StreamsSettings.class, List.of(args), System.getenv()));
    } catch (SettingsException | TopicSettingsException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_SETTINGS);
    }
  }

  private static void run(StreamsSettings settings) throws InterruptedException {
    ensureTopics(settings.kafka());
    TopicWriter writer = new TopicWriter(settings.kafka(), settings.id(), WRITE_TIMEOUT);
    Brain brain = new Brain(settings);
    ControlApi api = ControlApi.start(settings.api(), settings.kafka(), writer, brain::isRunning);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  api.close();
                  brain.close();
                  writer.close();
                }));
    brain.start(() -> Thread.ofPlatform().start(() -> System.exit(1)));
    LOG.atInfo().setMessage("started").addKeyValue("api_port", api.port()).log();
  }

  private static void ensureTopics(KafkaSettings kafka) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      while (true) {
        try {
          new TopicSetup(admin, kafka).ensure();
          return;
        } catch (KafkaException e) {
          LOG.atWarn()
              .setMessage("no broker answers yet, will try again")
              .addKeyValue("servers", kafka.bootstrapServers())
              .addKeyValue("reason", e.getMessage())
              .log();
        }
      }
    }
  }
}
