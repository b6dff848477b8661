package io.dormouse.streams.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicScan;
import io.dormouse.language.chain.Chain;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A log that was read from a broker, with the changelogs of its writer, to be changed and written
 * again under another prefix. Offsets of the copy are the places in the lists.
 */
final class CopiedLog {

  private static final String STATES = "streams-instance-states-changelog";

  /** The heads first: the writer may go on meanwhile. */
  private static final List<String> TOPICS =
      List.of(
          STATES,
          "streams-placement-chain-changelog",
          Topic.INSTANCE_EVENTS.shortName(),
          Topic.HOST_EVENTS.shortName());

  /** A record; the link is null where it has none. */
  static final class Stored {

    private final byte[] key;
    private final byte @Nullable [] value;
    private final byte @Nullable [] link;

    Stored(byte[] key, byte @Nullable [] value, byte @Nullable [] link) {
      this.key = key;
      this.value = value;
      this.link = link;
    }

    byte[] key() {
      return key;
    }

    byte @Nullable [] value() {
      return value;
    }

    byte @Nullable [] link() {
      return link;
    }

    String keyText() {
      return new String(key, UTF_8);
    }

    /** The id of the event in it. */
    String event() {
      return Codecs.INSTANCE_EVENT.decode(Objects.requireNonNull(value)).id().value();
    }

    Stored with(byte @Nullable [] otherValue, byte @Nullable [] otherLink) {
      return new Stored(key, otherValue, otherLink);
    }
  }

  private final Map<String, Map<Integer, List<Stored>>> topics = new TreeMap<>();

  static CopiedLog read(KafkaSettings kafka) {
    CopiedLog log = new CopiedLog();
    try (KafkaConsumer<byte[], byte[]> consumer =
        CommittedConsumer.open(kafka, "copy", Map.of("fetch.max.wait.ms", 10))) {
      for (String topic : TOPICS) {
        TopicScan.read(consumer, kafka.prefix() + topic, record -> log.add(topic, record));
      }
    }
    return log;
  }

  private void add(String topic, ConsumerRecord<byte[], byte[]> record) {
    Header link = record.headers().lastHeader(Chain.HEADER);
    records(topic, record.partition())
        .add(new Stored(record.key(), record.value(), link == null ? null : link.value()));
  }

  private List<Stored> records(String topic, int partition) {
    return topics
        .computeIfAbsent(topic, name -> new HashMap<>())
        .computeIfAbsent(partition, number -> new ArrayList<>());
  }

  /** The partition of instances' events with the most records. */
  int fullest() {
    return topics.getOrDefault(Topic.INSTANCE_EVENTS.shortName(), Map.of()).entrySet().stream()
        .max(Comparator.comparingInt(partition -> partition.getValue().size()))
        .orElseThrow()
        .getKey();
  }

  /** The events of a partition, to be changed. */
  List<Stored> events(int partition) {
    return records(Topic.INSTANCE_EVENTS.shortName(), partition);
  }

  List<Stored> hostEvents() {
    return records(Topic.HOST_EVENTS.shortName(), 0);
  }

  /** Heads that the writer has stored for a partition, with all that was overwritten since. */
  List<Stored> storedHeads(int partition) {
    return states(partition).stream()
        .filter(record -> record.keyText().equals(ChainedTopic.INSTANCE_EVENTS.key()))
        .toList();
  }

  /** The changelog of the instances' store, to be changed. */
  List<Stored> states(int partition) {
    return records(STATES, partition);
  }

  /** Gives all records of a partition links that fit, as a forger would. */
  Chain linkAnew(int partition) {
    Chain chain = Chain.begin(Chain.nameOf(Topic.INSTANCE_EVENTS, partition));
    events(partition)
        .replaceAll(record -> {
          chain.add(record.key(), record.value());
          return record.with(record.value(), chain.lastBytes());
        });
    return chain;
  }

  /** Replaces the head that the writer has stored. */
  void storeHead(int partition, Chain chain) {
    states(partition)
        .add(
            new Stored(
                ChainedTopic.INSTANCE_EVENTS.key().getBytes(UTF_8), chain.lastBytes(), null));
  }

  /** Writes all of it under another prefix. */
  void write(EmbeddedBroker broker, String prefix) throws Exception {
    KafkaSettings kafka = broker.kafkaSettings(prefix);
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      admin
          .createTopics(
              TOPICS.stream()
                  .map(topic ->
                      new NewTopic(
                          prefix + topic, isOfHosts(topic) ? 1 : kafka.partitions(), (short) 1))
                  .toList())
          .all()
          .get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      topics.forEach((topic, partitions) ->
          partitions.forEach((partition, records) ->
              records.forEach(record -> producer.send(record(prefix + topic, partition, record)))));
    }
  }

  static ProducerRecord<byte[], byte[]> record(String topic, int partition, Stored stored) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, stored.key(), stored.value());
    if (stored.link() != null) {
      record.headers().add(Chain.HEADER, stored.link());
    }
    return record;
  }

  private static boolean isOfHosts(String topic) {
    return topic.equals(Topic.HOST_EVENTS.shortName()) || topic.contains("placement");
  }
}
