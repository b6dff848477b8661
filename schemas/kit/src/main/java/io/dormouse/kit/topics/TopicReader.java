package io.dormouse.kit.topics;

import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Follows topics for ever on a thread of its own, reading only what is committed. Records that
 * cannot be decoded or handled go to the dead letters and are passed over. It waits while no broker
 * answers.
 */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration POLL_UNTIL_CAUGHT_UP = Duration.ofMillis(20);
  private static final Duration ASK_AFTER = Duration.ofSeconds(10);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /** Handles each record on the reader's thread; a null value is a tombstone. */
  public interface Handler<T> {
    void accept(String key, @Nullable T value, ConsumerRecord<byte[], byte[]> raw);

    /** True if records of this key count; others are passed over without being decoded. */
    default boolean wants(String key) {
      return true;
    }
  }

  /**
   * One topic to follow.
   *
   * @param partitions the partitions to read, or null for all
   * @param fromStart true to begin with the oldest record, false to begin with the next one
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
  private final DeadLetters deadLetters;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> behind = new HashMap<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final @Nullable Checkpoint from;
  private final ConsumerLoop loop;
  private Map<String, Uuid> topics = Map.of();
  private Map<TopicPartition, Long> ends = Map.of();
  private Instant askAt = Instant.EPOCH;
  private volatile @Nullable Checkpoint reached;
  private volatile long unread;
  private volatile boolean resumed;
  private volatile boolean begun;

  /** Starts to read. */
  public TopicReader(
      KafkaSettings kafka, String name, TopicWriter deadLetters, List<Source<?>> sources) {
    this(kafka, name, deadLetters, sources, null);
  }

  /**
   * Starts to read.
   *
   * @param from position of an earlier reader of these sources, or null; reading resumes there if
   *     nothing was missed since, see {@link #resumed}
   */
  public TopicReader(
      KafkaSettings kafka,
      String name,
      TopicWriter deadLetters,
      List<Source<?>> sources,
      @Nullable Checkpoint from) {
    this.kafka = kafka;
    this.from = from;
    this.deadLetters = new DeadLetters(deadLetters);
    this.sources =
        sources.stream().collect(Collectors.toMap(source -> kafka.name(source.topic()), s -> s));
    this.consumer =
        CommittedConsumer.open(
            kafka, name + "-reader", Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 1000));
    // The consumer is in no group, so its close has nothing to wait for.
    this.loop =
        new ConsumerLoop(
            name + "-reader",
            consumer,
            CLOSE,
            this::step,
            () -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    loop.start();
  }

  /**
   * Completes when all records that were in the topics at the start have been handled; fails if the
   * reader is closed before.
   */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  /**
   * True if it resumed from the given checkpoint. Otherwise it read from the start, and records
   * that were known at the checkpoint but did not come again are gone. The value is final once it
   * is caught up.
   */
  public boolean resumed() {
    return resumed;
  }

  /** The position reached, empty before it is caught up. All records before it were handled. */
  public Optional<Checkpoint> checkpoint() {
    return caughtUp.isDone() && !caughtUp.isCancelled()
        ? Optional.ofNullable(reached)
        : Optional.empty();
  }

  /** The number of records still to be read, by the broker's last answer. */
  public long unread() {
    return unread;
  }

  private void step() throws InterruptedException, ExecutionException {
    if (!begun) {
      begin();
      begun = true;
    }
    ConsumerRecords<byte[], byte[]> records =
        consumer.poll(caughtUp.isDone() ? POLL : POLL_UNTIL_CAUGHT_UP);
    records.forEach(this::handle);
    notePositions(!records.isEmpty());
    noticeCaughtUp();
  }

  private void begin() throws InterruptedException, ExecutionException {
    Map<TopicPartition, Source<?>> assigned =
        sources.values().stream()
            .flatMap(source ->
                partitions(source)
                    .map(p -> Map.entry(new TopicPartition(kafka.name(source.topic()), p), source)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    try (TopicFacts facts = new TopicFacts(kafka)) {
      ends = facts.ends(assigned.keySet());
      topics = facts.ids(sources.keySet());
      resumed = facts.missNothing(from, topics, ends);
    }
    Map<TopicPartition, Long> positions =
        resumed && from != null ? from.positions() : Map.<TopicPartition, Long>of();
    consumer.assign(assigned.keySet());
    assigned.forEach((partition, source) -> {
      long end = Objects.requireNonNull(ends.get(partition));
      Long position = positions.get(partition);
      if (source.fromStart()) {
        if (position == null) {
          consumer.seekToBeginning(List.of(partition));
        } else {
          consumer.seek(partition, position);
        }
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

  private void notePositions(boolean heardNow) {
    Instant now = Instant.now();
    if (heardNow || reached == null || (now.isAfter(askAt) && askForEnds())) {
      askAt = now.plus(ASK_AFTER);
      Map<TopicPartition, Long> positions =
          consumer.assignment().stream().collect(Collectors.toMap(p -> p, consumer::position));
      unread =
          positions.entrySet().stream()
              .mapToLong(at -> Math.max(0, ends.getOrDefault(at.getKey(), 0L) - at.getValue()))
              .sum();
      reached = new Checkpoint(topics, positions, now);
    }
  }

  /**
   * Asks for the ends, since silence may also mean that no broker answers. The answer waits up to a
   * second behind the fetch under way. That would only delay the start, where {@link #begin} has
   * just asked.
   */
  private boolean askForEnds() {
    try {
      ends = consumer.endOffsets(consumer.assignment(), POLL);
      return true;
    } catch (TimeoutException e) {
      askAt = Instant.now().plus(ASK_AFTER);
      return false;
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
      String key = RecordKey.of(raw);
      if (source.handler().wants(key)) {
        T value = raw.value() == null ? null : source.codec().decode(raw.value());
        source.handler().accept(key, value, raw);
      }
    } catch (RuntimeException e) {
      deadLetters.put(raw, e);
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
    loop.stop();
    caughtUp.cancel(false);
    if (!begun) {
      // The questions before the first poll are not the consumer's, and a wakeup does not end them.
      loop.interrupt();
    }
    loop.close();
  }
}
