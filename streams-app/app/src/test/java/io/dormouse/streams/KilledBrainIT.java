package io.dormouse.streams;

import static io.dormouse.core.Sample.BLUEPRINT;
import static io.dormouse.core.Sample.NOTES;
import static io.dormouse.core.Sample.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.fold.FoldCheck;
import io.dormouse.streams.verify.VerifyMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams app as a process, killed while commands flow. */
class KilledBrainIT {

  private static final int BEFORE = 200;
  private static final int ALL = 300;

  /** Requested, provided, and the domain. */
  private static final int EVENTS_OF_AN_INSTANCE = 3;

  private static final Pattern RESTORED = Pattern.compile("stores restored records=\"(\\d+)\"");

  private final LongAdder events = new LongAdder();

  @Test
  void shouldGoOnWithItsStoresAfterAKillAndLoseAndDoubleNothing(@TempDir Path folder)
      throws Exception {
    Path log = folder.resolve("log");
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaSettings kafka = broker.kafkaSettings();
      TopicSetup.await(kafka, new CountDownLatch(1));
      try (TopicWriter writer = new TopicWriter(kafka, "test", Duration.ofMinutes(1));
          TopicReader reader = new TopicReader(kafka, "test", writer, List.of(countingEvents()))) {
        reader.caughtUp().join();
        writer.write(Topic.BLUEPRINTS, NOTES.value(), Codecs.BLUEPRINT, BLUEPRINT).join();
        Process killed = start(broker, folder, log);
        try {
          create(writer, 0, BEFORE);
          awaitEvents(BEFORE * EVENTS_OF_AN_INSTANCE);
          create(writer, BEFORE, ALL);
          awaitEvents(BEFORE * EVENTS_OF_AN_INSTANCE + 1);
        } finally {
          killed.destroyForcibly().onExit().join();
        }
        Process next = start(broker, folder, log);
        try {
          awaitEvents(ALL * EVENTS_OF_AN_INSTANCE);
        } finally {
          next.destroyForcibly().onExit().join();
        }
      }
      assertThat(new FoldCheck(kafka).run())
          .isEqualTo(new FoldCheck.Outcome(ALL * EVENTS_OF_AN_INSTANCE, ALL, List.of()));
      assertThat(verified(kafka))
          .isEqualTo(
              ALL * EVENTS_OF_AN_INSTANCE
                  + " events in 5 partitions verified, 0 of them older than their chain; intact");
    }
    assertThat(restored(log))
        .as("records that were restored at each start")
        .satisfiesExactly(
            first -> assertThat(first).isZero(), next -> assertThat(next).isLessThan(BEFORE));
  }

  @Test
  void shouldEndWhenItCannotListenAlthoughTheBrainHasStarted(@TempDir Path folder)
      throws Exception {
    Path log = folder.resolve("log");
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = start(broker, folder, log, "--api.port=" + taken.getLocalPort());
      try {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("an end").isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(log)).contains("api.port", "" + taken.getLocalPort());
      } finally {
        process.destroyForcibly().onExit().join();
      }
    }
  }

  /** The last line of the check of the chains. */
  private static String verified(KafkaSettings kafka) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    VerifyMain.run(
        List.of("--kafka.bootstrap.servers=" + kafka.bootstrapServers()),
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        System.err);
    return out.toString(StandardCharsets.UTF_8).lines().toList().getLast();
  }

  private Source<?> countingEvents() {
    return Source.table(
        Topic.INSTANCE_EVENTS, Codecs.INSTANCE_EVENT, (key, event, raw) -> events.increment());
  }

  private void awaitEvents(long count) {
    TestBrain.await(count + " events", () -> events.sum() >= count);
  }

  private static Process start(EmbeddedBroker broker, Path folder, Path log) throws IOException {
    return start(broker, folder, log, "--api.port=0");
  }

  private static Process start(EmbeddedBroker broker, Path folder, Path log, String port)
      throws IOException {
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
            "--api.access=off",
            port)
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

  private static List<Integer> restored(Path log) throws IOException {
    return RESTORED
        .matcher(Files.readString(log))
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .toList();
  }
}
