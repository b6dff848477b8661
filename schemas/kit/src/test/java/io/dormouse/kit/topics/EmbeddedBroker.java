package io.dormouse.kit.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker inside the test's process: one KRaft node, broker and controller, on the
 * loopback address. It can be stopped and started again on the same port with the same data. Topics
 * are not created automatically.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final int NODE = 1;
  private static final String LOOPBACK = "127.0.0.1";

  private final Path directory;
  private final boolean ownsDirectory;
  private final int port;
  private @Nullable KafkaRaftServer server;

  private EmbeddedBroker(Path directory, boolean ownsDirectory, int port) {
    this.directory = directory;
    this.ownsDirectory = ownsDirectory;
    this.port = port;
  }

  /** A broker on a free port, with a directory of its own that is removed when it is closed. */
  public static EmbeddedBroker start() {
    try {
      return started(
          new EmbeddedBroker(Files.createTempDirectory("embedded-broker"), true, freePort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A broker with the data of the directory, which stays when it is closed. */
  public static EmbeddedBroker start(Path directory, int port) {
    return started(new EmbeddedBroker(directory, false, port));
  }

  private static EmbeddedBroker started(EmbeddedBroker broker) {
    boolean started = false;
    try {
      broker.startAgain();
      started = true;
      return broker;
    } finally {
      if (!started) {
        broker.close();
      }
    }
  }

  /** A port that nobody listens on now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code host:port}; the same after a stop and a start. */
  public String bootstrapServers() {
    return LOOPBACK + ":" + port;
  }

  public int port() {
    return port;
  }

  public Path directory() {
    return directory;
  }

  /** Settings for this broker, with the prefix, 4 partitions and one pool. */
  public KafkaSettings kafkaSettings(String prefix) {
    return new KafkaSettings(bootstrapServers(), prefix, 4, 1, 1);
  }

  /** Settings for this broker, with the prefix {@code dormouse.}, 4 partitions and one pool. */
  public KafkaSettings kafkaSettings() {
    return kafkaSettings("dormouse.");
  }

  /** Starts with the data and on the port it had; nothing happens if it runs. */
  public void startAgain() {
    if (server != null) {
      return;
    }
    try {
      if (!Files.exists(directory.resolve("meta.properties"))) {
        format();
      }
      KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(settings()), Time.SYSTEM);
      starting.startup();
      server = starting;
    } catch (Exception e) {
      throw new IllegalStateException(
          "Expected a broker to start at %s with %s, but it did not."
              .formatted(bootstrapServers(), directory),
          e);
    }
  }

  /** Stops and keeps the data; nothing happens if it is stopped. */
  public void stop() {
    KafkaRaftServer running = server;
    server = null;
    if (running != null) {
      running.shutdown();
      running.awaitShutdown();
    }
  }

  /** Stops, and removes the directory if {@link #start()} made it. */
  @Override
  public void close() {
    stop();
    if (ownsDirectory) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void format() throws Exception {
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE)
        .setDirectories(List.of(directory.toString()))
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setUnstableFeatureVersionsEnabled(false)
        .setHasDynamicQuorum(false)
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .run();
  }

  private Map<String, String> settings() {
    int controllerPort = freePort();
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(NODE)),
        Map.entry("controller.quorum.voters", NODE + "@" + LOOPBACK + ":" + controllerPort),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry(
            "listeners",
            "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
                .formatted(LOOPBACK, port, LOOPBACK, controllerPort)),
        Map.entry("log.dirs", directory.toString()),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
        Map.entry("log.index.size.max.bytes", Integer.toString(1 << 20)),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"));
  }
}
