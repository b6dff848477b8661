package io.dormouse.local.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * One Kafka broker that is its own controller (KRaft), on the loopback address only. Its data stays
 * in the directory: a broker that was killed goes on from there.
 *
 * <p>Flags: {@code --data.dir}, {@code --port}, {@code --controller.port}, {@code --ready.file}.
 */
public final class BrokerMain {

  private static final int NODE = 1;
  private static final String LOOPBACK = "127.0.0.1";

  private BrokerMain() {}

  /** Runs until the process is asked to end. */
  public static void main(String[] args) throws Exception {
    Flags flags = Flags.parse(args);
    Path data = flags.path("data.dir");
    ReadyFile ready = new ReadyFile(flags.path("ready.file"));
    Files.createDirectories(data);
    String controller = LOOPBACK + ":" + flags.port("controller.port");
    Map<String, String> settings = settings(data, LOOPBACK + ":" + flags.port("port"), controller);
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(data);
    } else if (KilledBroker.used(data)) {
      KilledBroker.fence(settings, "CONTROLLER://" + controller);
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
    server.startup();
    ready.announce();
    server.awaitShutdown();
  }

  private static void format(Path data) throws Exception {
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
  }

  private static Map<String, String> settings(Path data, String broker, String controller)
      throws IOException {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(NODE)),
        Map.entry("controller.quorum.voters", NODE + "@" + controller),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller),
        Map.entry("log.dirs", data.toRealPath().toString()),
        Map.entry("auto.create.topics.enable", "false"),
        // The pause before a transaction looks again for the end of the last one; Kafka's own is 20
        // ms.
        Map.entry("add.partitions.to.txn.retry.backoff.ms", "1"),
        Map.entry("add.partitions.to.txn.retry.backoff.max.ms", "10"),
        // There is one node, so one replica of everything.
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        // Internal topics have few partitions, since making them at the first use takes time.
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        // Sizes for a laptop with two cores.
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("log.cleaner.dedupe.buffer.size", "16777216"),
        // No wait for members that will not come, and a short one for a member that was killed.
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
        // A killed broker may come back once the controller has missed it for this time.
        Map.entry("broker.heartbeat.interval.ms", "500"),
        Map.entry("broker.session.timeout.ms", "3000"));
  }
}
