package io.dormouse.streams.fold;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.instance.Given.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.Brain;
import io.dormouse.streams.StreamsSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a broker and a brain that works meanwhile. */
class FoldIT {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void shouldCompareWhatABrainWroteAndNameWhatSomebodyElseWrote(@TempDir Path state)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      StreamsSettings settings =
          Settings.load(
              StreamsSettings.class,
              List.of(
                  "--kafka.bootstrap.servers=" + broker.bootstrapServers(), "--state.dir=" + state),
              Map.of());
      TopicSetup.await(settings.kafka(), new CountDownLatch(1));
      try (TopicWriter writer = new TopicWriter(settings.kafka(), "test", Duration.ofSeconds(10));
          Brain brain = new Brain(settings, AnnouncedSchemas.NONE)) {
        writer.write(Topic.BLUEPRINTS, NOTES.value(), Codecs.BLUEPRINT, BLUEPRINT);
        brain.start(() -> {});
        await(brain::isRunning);
        for (int i = 0; i < 20; i++) {
          writer.write(Topic.INSTANCE_COMMANDS, "i-" + i, Codecs.INSTANCE_COMMAND, create(i));
        }
        await(() -> run(broker) == 0 && told().contains("60 events of 20 instances folded, 0 "));

        spoil(broker, "i-7");

        assertThat(run(broker)).isEqualTo(FoldMain.DIFFERENT);
        assertThat(told()).contains("i-7: ", "60 events of 20 instances folded, 1 differences");
      }
    }
  }

  @Test
  void shouldSayThatThereIsNothingToRead() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      assertThat(run(broker)).isEqualTo(FoldMain.DIFFERENT);
      assertThat(err.toString(UTF_8))
          .startsWith("expected to read the log at " + broker.bootstrapServers());
    }
  }

  private static CommandEnvelope create(int i) {
    return new CommandEnvelope(
        new CommandId("create-" + i),
        Actor.system("test"),
        new CreateInstance(NOTES, null, null, OWNER, null));
  }

  /** Another state than the brain's, into the changelog of its store. */
  private static void spoil(EmbeddedBroker broker, String instance) {
    Existing other = (Existing) given(Lives.asleep()).state();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              "dormouse.streams-instance-states-changelog",
              instance.getBytes(UTF_8),
              Codecs.of("InstanceState", Existing.class).encode(other)));
    }
  }

  private int run(EmbeddedBroker broker) {
    out.reset();
    return FoldMain.run(
        List.of("--kafka.bootstrap.servers=" + broker.bootstrapServers()),
        Map.of(),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String told() {
    return out.toString(UTF_8);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for a minute").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
