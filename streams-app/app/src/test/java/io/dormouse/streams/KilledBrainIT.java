package io.dormouse.streams;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.fold.FoldCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams app as a process, killed while commands flow. */
class KilledBrainIT {

  private static final int BEFORE = 1_000;
  private static final int MEANWHILE = 300;

  /** Requested, provided, and the domain. */
  private static final int EVENTS_OF_AN_INSTANCE = 3;

  private static final Pattern RESTORED = Pattern.compile("stores restored records=\"(\\d+)\"");

  @Test
  void shouldGoOnWithItsStoresAfterAKillAndLoseAndDoubleNothing(@TempDir Path folder)
      throws Exception {
    Path log = folder.resolve("log");
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TopicWriter writer =
            new TopicWriter(broker.kafkaSettings(), "test", Duration.ofMinutes(1))) {
      TopicSetup.await(broker.kafkaSettings(), new CountDownLatch(1));
      writer.write(Topic.BLUEPRINTS, NOTES.value(), Codecs.BLUEPRINT, BLUEPRINT).join();
      Process killed = start(broker, folder, log);
      try {
        awaitStarts(log, 1);
        create(writer, 0, BEFORE);
        awaitInstances(broker.kafkaSettings(), BEFORE);
        create(writer, BEFORE, BEFORE + MEANWHILE);
        TestBrain.await(
            "some decisions",
            () -> check(broker.kafkaSettings()).events() > BEFORE * EVENTS_OF_AN_INSTANCE);
      } finally {
        killed.destroyForcibly().onExit().join();
      }
      Process next = start(broker, folder, log);
      try {
        awaitInstances(broker.kafkaSettings(), BEFORE + MEANWHILE);
        assertThat(awaitStarts(log, 2).getLast())
            .as("records restored from changelogs with several for each of %d instances", BEFORE)
            .isLessThan(BEFORE / 2);
        assertThat(check(broker.kafkaSettings()).events())
            .isEqualTo((long) EVENTS_OF_AN_INSTANCE * (BEFORE + MEANWHILE));
      } finally {
        next.destroyForcibly().onExit().join();
      }
    }
  }

  private static Process start(EmbeddedBroker broker, Path folder, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            StreamsMain.class.getName(),
            "--kafka.bootstrap.servers=" + broker.bootstrapServers(),
            "--state.dir=" + folder.resolve("stores"),
            "--api.port=0")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static void create(TopicWriter writer, int from, int to) {
    for (int i = from; i < to; i++) {
      writer.write(
          Topic.INSTANCE_COMMANDS,
          "i-" + i,
          Codecs.INSTANCE_COMMAND,
          new CommandEnvelope(
              new CommandId("create-" + i),
              Actor.system("test"),
              new CreateInstance(NOTES, null, null, OWNER, null)));
    }
  }

  /** Log and stores say the same of so many instances. */
  private static void awaitInstances(KafkaSettings kafka, int instances) {
    TestBrain.await(
        instances + " instances without a difference",
        () -> {
          FoldCheck.Outcome outcome = check(kafka);
          return outcome.events() == (long) EVENTS_OF_AN_INSTANCE * instances
              && outcome.differences().isEmpty();
        });
  }

  private static FoldCheck.Outcome check(KafkaSettings kafka) {
    return new FoldCheck(kafka).run();
  }

  /** Records that were restored at each start, when there were so many. */
  private static List<Integer> awaitStarts(Path log, int starts) {
    TestBrain.await("start %d, see %s".formatted(starts, log), () -> restored(log).size() >= starts);
    return restored(log);
  }

  private static List<Integer> restored(Path log) {
    try {
      return RESTORED
          .matcher(Files.readString(log))
          .results()
          .map(found -> Integer.valueOf(found.group(1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
