package io.dormouse.kit.topics;

import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.topics.HostCommandKey;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to topics from any thread without blocking it, in the order of the calls, each record at
 * once and idempotently. A write is done when all replicas have it; it fails when that takes longer
 * than the time-out, or when too many writes wait already. The record may be written nevertheless,
 * a little later; callers that must know call {@link #deliver}.
 */
public final class TopicWriter implements AutoCloseable {

  private static final int MOST_WAITING = 10_000;

  private final KafkaSettings kafka;
  private final Duration timeout;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ThreadPoolExecutor lane;

  /**
   * @param name name of the program, for logs and the broker's metrics
   * @param timeout longest time of a write
   */
  public TopicWriter(KafkaSettings kafka, String name, Duration timeout) {
    this.kafka = kafka;
    this.timeout = timeout;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                ProducerConfig.CLIENT_ID_CONFIG, name + "-writer",
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.LINGER_MS_CONFIG, "0",
                ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(timeout.toMillis()),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(timeout.toMillis() / 2),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(timeout.toMillis())),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.lane =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name(name + "-writer").daemon().factory());
  }

  /**
   * Writes a value.
   *
   * @throws IllegalArgumentException if the topic is one of hosts and the key is no {@link
   *     HostCommandKey}; the same for {@link #remove}
   */
  public <T> CompletableFuture<RecordMetadata> write(
      Topic topic, String key, Codec<T> codec, T value) {
    return inTime(deliver(topic, key, codec, value));
  }

  /**
   * As {@link #write}, but if it fails, the record is not written later: it was given up before it
   * was sent, or its last try was not acknowledged. That may take three time-outs.
   */
  public <T> CompletableFuture<RecordMetadata> deliver(
      Topic topic, String key, Codec<T> codec, T value) {
    return send(record(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(value)));
  }

  /** As {@link #write}, into the partition in which all records of the pool meet. */
  public <T> CompletableFuture<RecordMetadata> writeOfPool(
      PoolName pool, Topic topic, String key, Codec<T> codec, T value) {
    int partition = KeyPartitioner.partition(pool.value(), kafka.partitions(topic));
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return inTime(
        send(new ProducerRecord<>(kafka.name(topic), partition, bytes, codec.encode(value))));
  }

  /** Writes a tombstone: the key is gone. */
  public CompletableFuture<RecordMetadata> remove(Topic topic, String key) {
    return inTime(send(record(topic, key.getBytes(StandardCharsets.UTF_8), null)));
  }

  /**
   * Writes an unreadable record unchanged to the dead letters, with its origin and the reason in
   * headers.
   */
  public CompletableFuture<RecordMetadata> writeDeadLetter(
      ConsumerRecord<byte[], byte[]> letter, Throwable reason) {
    ProducerRecord<byte[], byte[]> record =
        record(Topic.DEAD_LETTERS, letter.key(), letter.value());
    Map.of(
            "dormouse-topic", letter.topic(),
            "dormouse-partition", Integer.toString(letter.partition()),
            "dormouse-offset", Long.toString(letter.offset()),
            "dormouse-error", String.valueOf(reason.getMessage()))
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return inTime(send(record));
  }

  /** Writes the text of a schema under its id, with the program that announces it in a header. */
  CompletableFuture<RecordMetadata> writeSchema(int id, String text, String program) {
    byte[] key = Integer.toString(id).getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        record(Topic.SCHEMAS, key, text.getBytes(StandardCharsets.UTF_8));
    record.headers().add(SchemaTopic.PROGRAM, program.getBytes(StandardCharsets.UTF_8));
    return inTime(send(record));
  }

  private ProducerRecord<byte[], byte[]> record(
      Topic topic, byte @Nullable [] key, byte @Nullable [] value) {
    return new ProducerRecord<>(kafka.name(topic), partition(topic, key), key, value);
  }

  /** The partition, or null if Kafka's partitioner takes it from the whole key. */
  private @Nullable Integer partition(Topic topic, byte @Nullable [] key) {
    if (key == null || topic.spread() != Topic.Spread.BY_HOST) {
      return null;
    }
    HostId host = HostCommandKey.parse(new String(key, StandardCharsets.UTF_8)).host();
    return KeyPartitioner.partition(host.value(), kafka.partitions(topic));
  }

  private CompletableFuture<RecordMetadata> inTime(CompletableFuture<RecordMetadata> sent) {
    return sent.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<RecordMetadata> done = new CompletableFuture<>();
    long called = System.nanoTime();
    try {
      lane.execute(() -> {
        if (System.nanoTime() - called >= timeout.toNanos()) {
          done.completeExceptionally(
              new TimeoutException("Expected to send a record within " + timeout + "."));
          return;
        }
        try {
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  done.complete(metadata);
                } else {
                  done.completeExceptionally(failure);
                }
              });
        } catch (RuntimeException e) {
          done.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  /** Closes after the writes before it; waits for at most ten seconds. */
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  /** Closes after the writes before it, or when this time is over. */
  public void close(Duration atMost) {
    Duration half = atMost.dividedBy(2);
    lane.shutdown();
    try {
      if (!lane.awaitTermination(half.toMillis(), TimeUnit.MILLISECONDS)) {
        lane.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(half);
  }
}
