package io.dormouse.agents.host.kit;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.host.HostCommand;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostReport;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.host.ReplicaStatus;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.topics.HostCommandKey;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A stand-in for the brain, which commands a host through Kafka and reads its reports. */
public final class Brain implements AutoCloseable {

  private final KafkaSettings kafka;
  private final HostId host;
  private final KafkaProducer<byte[], byte[]> commands;
  private final TopicWriter deadLetters;
  private final TopicReader reader;
  private final List<ReplicaReport> reports = new CopyOnWriteArrayList<>();
  private final List<HostReport> hostReports = new CopyOnWriteArrayList<>();

  public Brain(EmbeddedBroker broker, HostId host) throws Exception {
    this.kafka = new KafkaSettings(broker.bootstrapServers(), "test.", 2, 1, 1);
    this.host = host;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicSetup(admin, kafka).ensure();
    }
    this.commands =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.deadLetters = new TopicWriter(kafka, "brain", Duration.ofSeconds(10));
    this.reader =
        new TopicReader(
            kafka,
            "brain",
            deadLetters,
            List.of(
                Source.news(
                    Topic.REPLICA_REPORTS,
                    Codecs.REPLICA_REPORT,
                    (key, report, raw) -> keep(key, report)),
                Source.news(
                    Topic.HOST_REPORTS, Codecs.HOST_REPORT, (key, report, raw) -> keep(report))));
    reader.caughtUp().get(20, TimeUnit.SECONDS);
  }

  private void keep(String key, @Nullable ReplicaReport report) {
    if (report != null
        && report.host().equals(host)
        && report.replica().instance().value().equals(key)) {
      reports.add(report);
    }
  }

  private void keep(@Nullable HostReport report) {
    if (report != null && report.host().equals(host)) {
      hostReports.add(report);
    }
  }

  /** The settings of an agent that follows this brain. */
  public List<String> flags() {
    return List.of(
        "--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
        "--topics.prefix=" + kafka.prefix(),
        "--topics.partitions=" + kafka.partitions(),
        "--host.id=" + host);
  }

  public void command(HostCommand command) throws Exception {
    send(command.replica(), Codecs.HOST_COMMAND.encode(command));
  }

  /** Sends a tombstone, after which nothing of the replica should be on the host. */
  public void forget(ReplicaId replica) throws Exception {
    send(replica, null);
  }

  private void send(ReplicaId replica, byte @Nullable [] value) throws Exception {
    byte[] key = new HostCommandKey(host, replica).toString().getBytes(StandardCharsets.UTF_8);
    int partition = KeyPartitioner.partition(host.value(), kafka.partitions(Topic.HOST_COMMANDS));
    commands
        .send(new ProducerRecord<>(kafka.name(Topic.HOST_COMMANDS), partition, key, value))
        .get(10, TimeUnit.SECONDS);
  }

  /** Waits for the report of that kind and generation. */
  public <T extends ReplicaStatus> T await(Class<T> kind, ReplicaId replica, long generation) {
    return Eventually.get(
        "%s of %s in generation %d, but reports are %s"
            .formatted(kind.getSimpleName(), replica, generation, reports),
        () -> statuses(kind, replica, generation).stream().findFirst());
  }

  public <T extends ReplicaStatus> List<T> statuses(
      Class<T> kind, ReplicaId replica, long generation) {
    return reports.stream()
        .filter(report -> report.replica().equals(replica) && report.generation() == generation)
        .map(ReplicaReport::status)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  public HostReport awaitHost(Predicate<HostReport> wanted) {
    return Eventually.get(
        "a host report as wanted", () -> hostReports.stream().filter(wanted).findFirst());
  }

  @Override
  public void close() {
    reader.close();
    commands.close(Duration.ofSeconds(5));
    deadLetters.close();
  }
}
