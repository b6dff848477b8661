package io.dormouse.kit.topics;

import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics under a prefix of their own on a broker, with plain clients to look at them. */
final class TopicFixture {

  private final EmbeddedBroker broker;
  private final KafkaSettings kafka;

  TopicFixture(EmbeddedBroker broker, String prefix) {
    this.broker = broker;
    this.kafka = broker.kafkaSettings(prefix);
  }

  KafkaSettings kafka() {
    return kafka;
  }

  Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "request.timeout.ms", 1000,
            "default.api.timeout.ms", 10_000));
  }

  /** Creates these topics with the right settings. */
  TopicFixture with(Topic... topics) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              Stream.of(topics)
                  .map(topic ->
                      new NewTopic(kafka.name(topic), kafka.partitions(topic), (short) 1)
                          .configs(topic.settings()))
                  .toList())
          .all()
          .get();
    }
    return this;
  }

  TopicWriter writer() {
    return new TopicWriter(kafka, "test", Duration.ofSeconds(30));
  }

  TopicReader reader(TopicWriter deadLetters, TopicReader.Source<?>... sources) {
    return new TopicReader(kafka, "test", deadLetters, List.of(sources));
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  ProducerRecord<byte[], byte[]> record(Topic topic, int partition, String key, byte[] value) {
    return new ProducerRecord<>(
        kafka.name(topic), partition, key.getBytes(StandardCharsets.UTF_8), value);
  }

  /** Puts bytes into a topic as they are. */
  void put(Topic topic, byte @Nullable [] key, byte[] value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      producer.send(new ProducerRecord<>(kafka.name(topic), key, value)).get();
    }
  }

  /** Reads the expected number of records of a topic. */
  List<ConsumerRecord<byte[], byte[]>> take(Topic topic, int expected) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(
          IntStream.range(0, kafka.partitions(topic))
              .mapToObj(partition -> new TopicPartition(kafka.name(topic), partition))
              .toList());
      List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
      Await.until(
          expected + " records in " + topic,
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(taken::add);
            return taken.size() >= expected;
          });
      return taken;
    }
  }

  static ActivityReport report(long requests) {
    Duration second = Duration.ofSeconds(1);
    return new ActivityReport(new InstanceId("acme"), "edge", second, second, requests, 0, 0, 0);
  }

  static byte[] bytes(long requests) {
    return Codecs.ACTIVITY.encode(report(requests));
  }
}
