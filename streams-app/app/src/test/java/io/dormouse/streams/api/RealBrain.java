package io.dormouse.streams.api;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.streams.Brain;
import io.dormouse.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** The streams app as {@code StreamsMain} wires it, on a broker of the test. */
record RealBrain(TopicWriter writer, Brain brain, ControlApi api, ApiClient client)
    implements AutoCloseable {

  /** Returns when it is ready. */
  static RealBrain start(EmbeddedBroker broker, Path state, String... flags) throws Exception {
    StreamsSettings settings =
        Settings.load(
            StreamsSettings.class,
            Stream.concat(
                    Stream.of(
                        "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
                        "--state.dir=" + state,
                        "--api.port=0",
                        "--api.decision.timeout=20s"),
                    Stream.of(flags))
                .toList(),
            Map.of());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicSetup(admin, settings.kafka()).ensure();
    }
    TopicWriter writer = new TopicWriter(settings.kafka(), "test", Duration.ofSeconds(5));
    Brain brain = new Brain(settings);
    ControlApi api = ControlApi.start(settings.api(), settings.kafka(), writer, brain::isRunning);
    RealBrain real = new RealBrain(writer, brain, api, new ApiClient(api.port()));
    brain.start(() -> {});
    Surroundings.awaitUntil(() -> real.client().get("/ready").status() == 200);
    return real;
  }

  @Override
  public void close() {
    client.close();
    api.close();
    brain.close();
    writer.close();
  }
}
