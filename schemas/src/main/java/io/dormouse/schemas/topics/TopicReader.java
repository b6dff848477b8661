package io.dormouse.schemas.topics;

import io.dormouse.schemas.wire.Codec;
import io.dormouse.schemas.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topics for ever on a thread of its own, reading only what is committed. What cannot be
 * decoded or handled goes to the dead letters and is passed over. While no broker answers it waits
 * and goes on later.
 */
public final class TopicReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration POLL_UNTIL_CAUGHT_UP = Duration.ofMillis(20);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  /** What is done with each record; a null value is a tombstone. It runs on the reader's thread. */
  public interface Handler<T> {
    void accept(String key, @Nullable T value, ConsumerRecord<byte[], byte[]> raw);
  }

  /**
   * One topic to follow.
   *
   * @param partitions which of it, or null for all
   * @param fromStart whether to begin with the oldest record or with what comes next
   */
  public record Source<T>(
      Topic topic,
      Codec<T> codec,
      @Nullable List<Integer> partitions,
      boolean fromStart,
      Handler<T> handler) {

    public static <T> Source<T> table(Topic topic, Codec<T> codec, Handler<T> handler) {
      return new Source<>(topic, codec, null, true, handler);
    }

    public static <T> Source<T> news(Topic topic, Codec<T> codec, Handler<T> handler) {
      return new Source<>(topic, codec, null, false, handler);
    }
  }

  private final KafkaSettings kafka;
  private final Map<String, Source<?>> sources;
  private final TopicWriter deadLetters;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> behind = new HashMap<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean begun;
  private volatile boolean closed;

  /** Starts to read. */
  public TopicReader(
      KafkaSettings kafka, String name, TopicWriter deadLetters, List<Source<?>> sources) {
    this.kafka = kafka;
    this.deadLetters = deadLetters;
    this.sources =
        sources.stream().collect(Collectors.toMap(source -> kafka.name(source.topic()), s -> s));
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.CLIENT_ID_CONFIG,
                name + "-reader",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                1000,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name(name + "-reader").daemon().start(this::run);
  }

  /** Done when everything that was in the topics at the start has been handled. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  private void run() {
    try {
      follow();
    } catch (InterruptedException e) {
      LOG.atDebug().setMessage("reader interrupted to close").log();
    } finally {
      // It is in no group: there is nobody to say good-bye to.
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void follow() throws InterruptedException {
    while (!closed) {
      try {
        if (!begun) {
          begin();
          begun = true;
        }
        consumer.poll(caughtUp.isDone() ? POLL : POLL_UNTIL_CAUGHT_UP).forEach(this::handle);
        noticeCaughtUp();
      } catch (WakeupException e) {
        LOG.atDebug().setMessage("reader woken to close").log();
      } catch (KafkaException | ExecutionException e) {
        LOG.atWarn().setMessage("reading topics failed, will go on").setCause(e).log();
        Thread.sleep(PAUSE_AFTER_ERROR);
      }
    }
  }

  private void begin() throws InterruptedException, ExecutionException {
    Map<TopicPartition, Source<?>> assigned =
        sources.values().stream()
            .flatMap(source ->
                partitions(source)
                    .map(p -> Map.entry(new TopicPartition(kafka.name(source.topic()), p), source)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Map<TopicPartition, Long> ends = highWatermarks(assigned.keySet());
    consumer.assign(assigned.keySet());
    assigned.forEach((partition, source) -> {
      long end = Objects.requireNonNull(ends.get(partition));
      if (source.fromStart()) {
        consumer.seekToBeginning(List.of(partition));
        behind.put(partition, end);
      } else {
        consumer.seek(partition, end);
      }
    });
  }

  private Stream<Integer> partitions(Source<?> source) {
    List<Integer> some = source.partitions();
    return some != null
        ? some.stream()
        : IntStream.range(0, kafka.partitions(source.topic())).boxed();
  }

  private Map<TopicPartition, Long> highWatermarks(Collection<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    try {
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          admin
              .listOffsets(
                  partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())),
                  new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
              .all()
              .get();
      return ends.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private void handle(ConsumerRecord<byte[], byte[]> raw) {
    Source<?> source = sources.get(raw.topic());
    if (source != null) {
      decodeAndHandle(source, raw);
    }
  }

  private <T> void decodeAndHandle(Source<T> source, ConsumerRecord<byte[], byte[]> raw) {
    try {
      if (raw.key() == null) {
        throw new MalformedRecordException("Expected a key, but the record has none.");
      }
      T value = raw.value() == null ? null : source.codec().decode(raw.value());
      source.handler().accept(new String(raw.key(), StandardCharsets.UTF_8), value, raw);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .setMessage("record put to the dead letters")
          .addKeyValue("topic", raw.topic())
          .addKeyValue("offset", raw.offset())
          .addKeyValue("reason", e.getMessage())
          .log();
      deadLetters
          .writeDeadLetter(raw, e)
          .whenComplete((written, failure) -> {
            if (failure != null) {
              LOG.atError().setMessage("dead letter not written").setCause(failure).log();
            }
          });
    }
  }

  private void noticeCaughtUp() {
    if (!caughtUp.isDone()) {
      behind.entrySet().removeIf(entry -> consumer.position(entry.getKey()) >= entry.getValue());
      if (behind.isEmpty()) {
        caughtUp.complete(null);
      }
    }
  }

  /** Ends within seconds, whether a broker answers or not. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    if (!begun) {
      thread.interrupt();
    }
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
