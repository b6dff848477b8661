package io.dormouse.streams.history;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.kit.topics.TopicSetup;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostEvent.HostJoined;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A log of events on a broker, written in transactions as the brain does. */
public final class RecordedLog implements AutoCloseable {

  public static final Instant BEGIN = Instant.parse("2020-11-30T12:00:00Z");

  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private KafkaProducer<byte[], byte[]> producer;

  public RecordedLog() throws InterruptedException {
    TopicSetup.await(kafka(), new CountDownLatch(1));
    producer = producer(kafka());
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaSettings kafka) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "log"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  /** Deletes the events' topic and makes an empty one of that name. */
  public void makeAnew() throws InterruptedException, ExecutionException {
    producer.close();
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(kafka().name(Topic.INSTANCE_EVENTS))).all().get();
      TestBrain.await("a deleted topic", () -> !names(admin).contains(topic()));
    }
    TopicSetup.await(kafka(), new CountDownLatch(1));
    producer = producer(kafka());
  }

  /** Removes the oldest records of an instance's partition, as an operator may. */
  public void removeBefore(String instance, long offset)
      throws InterruptedException, ExecutionException {
    TopicPartition partition = new TopicPartition(topic(), partition(instance));
    try (Admin admin = admin()) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static Set<String> names(Admin admin) {
    try {
      return admin.listTopics().names().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private String topic() {
    return kafka().name(Topic.INSTANCE_EVENTS);
  }

  private int partition(String instance) {
    return KeyPartitioner.partition(instance, kafka().partitions(Topic.INSTANCE_EVENTS));
  }

  public KafkaSettings kafka() {
    return broker.kafkaSettings();
  }

  /** Writes within one transaction. */
  public void commit(Runnable writes) {
    producer.beginTransaction();
    writes.run();
    producer.commitTransaction();
  }

  /** Writes a transaction that is given up. */
  public void abort(Runnable writes) {
    producer.beginTransaction();
    writes.run();
    producer.flush();
    producer.abortTransaction();
  }

  /** Adds an event of an instance, some seconds after {@link #BEGIN}. */
  public void woken(String instance, long sequence, long second) {
    add(instance, sequence, second, new InstanceWoken(Cause.of(CauseKind.REQUEST)));
  }

  /** Adds an event whose second is not the one at which it is written. */
  public void written(String instance, long sequence, long second, long written) {
    raw(
        instance,
        BEGIN.plusSeconds(written),
        bytes(instance, sequence, second, new InstanceWoken(Cause.of(CauseKind.REQUEST))));
  }

  public void add(String instance, long sequence, long second, InstanceEvent event) {
    raw(instance, BEGIN.plusSeconds(second), bytes(instance, sequence, second, event));
  }

  /** The record of an event. */
  public static byte[] bytes(String instance, long sequence, long second, InstanceEvent event) {
    InstanceId id = new InstanceId(instance);
    Instant time = BEGIN.plusSeconds(second);
    return Codecs.INSTANCE_EVENT.encode(
        new RecordedEvent(
            new EventId(instance + "/" + sequence),
            id,
            sequence,
            time,
            new CommandId("c-" + sequence),
            Actor.system("test"),
            event));
  }

  public void raw(String instance, Instant time, byte[] value) {
    producer.send(
        new ProducerRecord<>(
            topic(), partition(instance), time.toEpochMilli(), bytes(instance), value));
  }

  /** Adds an event of a host. */
  public void joined(String host, long sequence, long second) {
    Instant time = BEGIN.plusSeconds(second);
    producer.send(
        new ProducerRecord<>(
            kafka().name(Topic.HOST_EVENTS),
            0,
            time.toEpochMilli(),
            bytes(host),
            Codecs.HOST_EVENT.encode(
                RecordedHostEvent.of(
                    new HostJoined(new HostId(host), new PoolName("default"), time),
                    sequence,
                    time))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
