package io.dormouse.streams.history;

import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.ConsumerLoop;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicFacts;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.streams.history.HistoryStore.Position;
import io.dormouse.streams.history.HistoryStore.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the log into the store, on a thread of its own, and waits while no broker answers. A store
 * of another log is emptied first.
 */
final class HistoryIndexer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryIndexer.class);
  private static final List<Topic> TOPICS = List.of(Topic.INSTANCE_EVENTS, Topic.HOST_EVENTS);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int MOST_RECORDS = 5_000;

  /** Version of the store's format; another one is built again. */
  private static final String FORMAT = "1";

  private final KafkaSettings kafka;
  private final HistoryStore store;
  private final Runnable onNews;
  private final Codec<RecordedEvent> instanceEvents;
  private final Codec<RecordedHostEvent> hostEvents;
  private final List<TopicPartition> partitions;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConsumerLoop loop;
  private final Position[] positions;
  private boolean begun;
  private long startedAt;
  private long readSinceStart;
  private volatile HistoryProgress progress = new HistoryProgress(false, 0, null);

  /**
   * Starts to read.
   *
   * @param onNews runs on the reading thread after each batch, and when it has caught up
   */
  HistoryIndexer(
      KafkaSettings kafka, AnnouncedSchemas schemas, HistoryStore store, Runnable onNews) {
    this.kafka = kafka;
    this.store = store;
    this.onNews = onNews;
    this.instanceEvents = Codecs.INSTANCE_EVENT.reading(schemas);
    this.hostEvents = Codecs.HOST_EVENT.reading(schemas);
    this.partitions = TOPICS.stream().flatMap(topic -> partitions(kafka, topic)).toList();
    this.positions = new Position[partitions.size()];
    this.consumer =
        CommittedConsumer.open(
            kafka,
            "history-reader",
            Map.of(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                (int) POLL.toMillis(),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                MOST_RECORDS));
    this.loop =
        new ConsumerLoop(
            "history-reader",
            consumer,
            CLOSE,
            this::step,
            () -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    loop.start();
  }

  private static Stream<TopicPartition> partitions(KafkaSettings kafka, Topic topic) {
    return IntStream.range(0, kafka.partitions(topic))
        .mapToObj(number -> new TopicPartition(kafka.name(topic), number));
  }

  /** The number of partitions of all topics. */
  int partitions() {
    return partitions.size();
  }

  HistoryProgress progress() {
    return progress;
  }

  private void step() throws InterruptedException, ExecutionException {
    try {
      if (!begun) {
        begin();
        begun = true;
      }
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      boolean before = progress.caughtUp();
      if (!records.isEmpty()) {
        index(records);
      }
      noteProgress();
      if (!records.isEmpty() || progress.caughtUp() != before) {
        onNews.run();
      }
    } catch (HistoryException e) {
      // The next attempt goes on where the store is.
      begun = false;
      throw new ExecutionException(e);
    }
  }

  private void begin() throws InterruptedException, ExecutionException {
    String identity = identity();
    if (!identity.equals(store.identity())) {
      clear(identity);
    }
    consumer.assign(partitions);
    for (int partition = 0; partition < positions.length; partition++) {
      positions[partition] = store.position(partition);
      consumer.seek(partitions.get(partition), positions[partition].offset());
    }
    startedAt = System.nanoTime();
  }

  /** Topics that are made again, and those of another cluster, have other ids. */
  private String identity() throws InterruptedException, ExecutionException {
    try (TopicFacts facts = new TopicFacts(kafka)) {
      Set<String> names = Set.copyOf(TOPICS.stream().map(kafka::name).toList());
      return "%s %d %s".formatted(FORMAT, partitions.size(), new TreeMap<>(facts.ids(names)));
    }
  }

  private void clear(String identity) {
    LOG.atInfo().setMessage("history index is built from the log").log();
    try (HistoryStore.Batch batch = store.batch()) {
      batch.clear(identity);
      batch.write();
    } catch (RocksDBException e) {
      throw new HistoryException("Expected to empty the history index", e);
    }
  }

  private void index(ConsumerRecords<byte[], byte[]> records) {
    try (HistoryStore.Batch batch = store.batch()) {
      for (int partition = 0; partition < positions.length; partition++) {
        TopicPartition from = partitions.get(partition);
        List<ConsumerRecord<byte[], byte[]>> some = records.records(from);
        for (ConsumerRecord<byte[], byte[]> record : some) {
          if (record.value() != null) {
            add(batch, partition, record);
          }
        }
        if (!some.isEmpty()) {
          positions[partition] = new Position(consumer.position(from), positions[partition].time());
          batch.position(partition, positions[partition]);
        }
      }
      batch.write();
    } catch (RocksDBException e) {
      throw new HistoryException("Expected to write the history index", e);
    }
    readSinceStart += records.count();
  }

  private void add(HistoryStore.Batch batch, int partition, ConsumerRecord<byte[], byte[]> record)
      throws RocksDBException {
    try {
      Reference reference = reference(record, positions[partition].time());
      positions[partition] = new Position(record.offset() + 1, reference.time());
      batch.add(partition, record.offset(), reference, record.value());
    } catch (MalformedRecordException e) {
      LOG.atWarn()
          .setMessage("event not readable and left out of the history")
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log();
    }
  }

  /** The numbers of a host begin again with a new scheduler; its offsets do not. */
  private Reference reference(ConsumerRecord<byte[], byte[]> record, long before) {
    if (record.topic().equals(kafka.name(Topic.INSTANCE_EVENTS))) {
      RecordedEvent event = instanceEvents.decode(record.value());
      return new Reference(
          time(event.time(), record, before), Subject.of(event.instance()).key(), event.sequence());
    }
    RecordedHostEvent event = hostEvents.decode(record.value());
    return new Reference(
        time(event.time(), record, before),
        Subject.of(event.event().host()).key(),
        record.offset());
  }

  /** No event happens after it was written, so that a wrong clock leads no further than that. */
  private static long time(Instant event, ConsumerRecord<?, ?> record, long before) {
    Instant written = Instant.ofEpochMilli(record.timestamp());
    Instant time = event.isBefore(written) ? event : written;
    return Math.max(before, time.toEpochMilli());
  }

  private void noteProgress() {
    List<OptionalLong> lags = partitions.stream().map(consumer::currentLag).toList();
    long unread = lags.stream().mapToLong(lag -> lag.orElse(0)).sum();
    boolean caughtUp =
        progress.caughtUp() || (unread == 0 && lags.stream().allMatch(OptionalLong::isPresent));
    progress = new HistoryProgress(caughtUp, unread, left(unread));
  }

  private @Nullable Duration left(long unread) {
    return unread == 0 || readSinceStart == 0
        ? null
        : Duration.ofNanos(
            (long) ((System.nanoTime() - startedAt) * ((double) unread / readSinceStart)));
  }

  /** Ends within seconds, whether a broker answers or not. */
  @Override
  public void close() {
    loop.stop();
    if (!begun) {
      loop.interrupt();
    }
    loop.close();
  }
}
