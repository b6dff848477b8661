package io.dormouse.streams.fold;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static io.dormouse.core.instance.Given.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.Lives;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a broker and a brain that works meanwhile. */
class FoldIT {

  private static final Codec<Existing> STATES = Codecs.of("InstanceState", Existing.class);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void shouldCompareWhatABrainWroteAndNameWhatSomebodyElseWrote(@TempDir Path state)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestBrain it = TestBrain.on(broker, state)) {
      it.writer().write(Topic.BLUEPRINTS, NOTES.value(), Codecs.BLUEPRINT, BLUEPRINT);
      it.start();
      for (int i = 0; i < 20; i++) {
        it.writer().write(Topic.INSTANCE_COMMANDS, "i-" + i, Codecs.INSTANCE_COMMAND, create(i));
      }
      TestBrain.await(
          "20 instances without a difference",
          () -> run(broker) == 0 && told().contains("60 events of 20 instances folded, 0 "));

      write(broker, "i-7", STATES.encode((Existing) given(Lives.asleep()).state()));
      write(broker, "i-8", "no state".getBytes(UTF_8));
      write(broker, "Not an id", "no state".getBytes(UTF_8));

      assertThat(run(broker)).isEqualTo(FoldMain.DIFFERENT);
      assertThat(told())
          .contains("i-7: ")
          .contains("i-8: the state in the store cannot be read: ")
          .contains("expected an instance's id as the key, got \"Not an id\"")
          .contains("60 events of 20 instances folded, 3 differences");
    }
  }

  @Test
  void shouldSayThatThereIsNothingToRead() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      assertThat(run(broker)).isEqualTo(FoldMain.UNREADABLE);
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

  /** Writes into the changelog of the brain's store. */
  private static void write(EmbeddedBroker broker, String instance, byte[] state) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              "dormouse.streams-instance-states-changelog", instance.getBytes(UTF_8), state));
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
}
