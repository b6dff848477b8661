package io.dormouse.agents.provisioner.kit;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A stand-in for the brain, which sends commands through Kafka and reads the reports. */
public final class Brain implements AutoCloseable {

  private final KafkaSettings kafka;
  private final KafkaProducer<byte[], byte[]> commands;
  private final TopicWriter deadLetters;
  private final TopicReader reader;
  private final List<ResourceReport> reports = new CopyOnWriteArrayList<>();

  public Brain(EmbeddedBroker broker, String prefix) throws Exception {
    this.kafka = new KafkaSettings(broker.bootstrapServers(), prefix, 2, 1, 1);
    try (Admin admin = admin()) {
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
                    Topic.RESOURCE_REPORTS,
                    Codecs.RESOURCE_REPORT,
                    (key, report, raw) -> keep(key, report))));
    reader.caughtUp().get(20, TimeUnit.SECONDS);
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private void keep(String key, @Nullable ResourceReport report) {
    if (report != null && report.instance().value().equals(key)) {
      reports.add(report);
    }
  }

  /** The settings of a provisioner that follows this brain. */
  public String[] flags() {
    return new String[] {
      "--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
      "--topics.prefix=" + kafka.prefix(),
      "--topics.partitions=" + kafka.partitions()
    };
  }

  public void command(ResourceCommand command) throws Exception {
    send(command.instance().value(), Codecs.RESOURCE_COMMAND.encode(command));
  }

  /** Sends a record; null is a tombstone. */
  public void send(String key, byte @Nullable [] value) throws Exception {
    commands
        .send(
            new ProducerRecord<>(
                kafka.name(Topic.RESOURCE_COMMANDS), key.getBytes(StandardCharsets.UTF_8), value))
        .get(10, TimeUnit.SECONDS);
  }

  public List<ResourceReport> reports(InstanceId instance) {
    return reports.stream().filter(report -> report.instance().equals(instance)).toList();
  }

  /** Waits for the report of that kind on the command. */
  public <T extends ResourceStatus> T await(Class<T> kind, ResourceCommand command) {
    return Eventually.get(
        () -> "%s for %s, but reports are %s".formatted(kind.getSimpleName(), command, reports),
        () ->
            reports(command.instance()).stream()
                .filter(report -> report.request() == command.request())
                .map(ResourceReport::status)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst());
  }

  /** The number of records of commands that the provisioners have finished. */
  public long committed() throws Exception {
    try (Admin admin = admin()) {
      return admin
          .listConsumerGroupOffsets(kafka.prefix() + "provisioner")
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  @Override
  public void close() {
    reader.close();
    commands.close(Duration.ofSeconds(5));
    deadLetters.close();
  }
}
