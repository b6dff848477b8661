package io.dormouse.agents.host.kit;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One real Kafka broker in this process, for all tests of a run; its data is thrown away. */
public final class EmbeddedBroker implements AutoCloseable {

  private static final int NODE = 1;

  private final TemporaryFolder folder;
  private final KafkaRaftServer server;
  private final String address;

  private EmbeddedBroker() throws Exception {
    this.folder = TemporaryFolder.create("dormouse-test-broker");
    Path data = folder.path();
    int port = freePort();
    int controllerPort = freePort();
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE)
        .setDirectories(List.of(data.toString()))
        .setMetadataLogDirectory(data.toString())
        .setControllerListenerName("CONTROLLER")
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setUnstableFeatureVersionsEnabled(false)
        .setHasDynamicQuorum(false)
        .run();
    this.address = "127.0.0.1:" + port;
    this.server = new KafkaRaftServer(new KafkaConfig(settings(data, controllerPort)), Time.SYSTEM);
    server.startup();
  }

  /** The one of this run, started at the first call. */
  public static EmbeddedBroker of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(EmbeddedBroker.class, key -> start(), EmbeddedBroker.class);
  }

  private static EmbeddedBroker start() {
    try {
      return new EmbeddedBroker();
    } catch (Exception e) {
      throw new IllegalStateException("the broker of the tests did not start", e);
    }
  }

  public String address() {
    return address;
  }

  private Map<String, String> settings(Path data, int controllerPort) {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(NODE)),
        Map.entry("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry(
            "listeners",
            "PLAINTEXT://%s,CONTROLLER://127.0.0.1:%d".formatted(address, controllerPort)),
        Map.entry("log.dirs", data.toString()),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("log.cleaner.dedupe.buffer.size", "16777216"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
    server.awaitShutdown();
    folder.close();
  }
}
