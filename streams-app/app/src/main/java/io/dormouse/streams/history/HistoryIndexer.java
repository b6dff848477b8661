package io.dormouse.streams.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.ConsumerLoop;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicFacts;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.EventHeaders;
import io.dormouse.language.wire.EventHeaders.EventHeader;
import io.dormouse.language.wire.MalformedRecordException;
import io.dormouse.language.wire.NewerSchemaException;
import io.dormouse.streams.history.HistoryStore.Fact;
import io.dormouse.streams.history.HistoryStore.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
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
  private static final String FORMAT = "2";

  /** Longest time for which another log under the same names is not noticed. */
  private static final Duration IDENTITY_HOLDS = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final HistoryStore store;
  private final Runnable onNews;
  private final String schemas;
  private final Snapshots snapshots;
  private final EventHeaders instanceEvents;
  private final Codec<RecordedHostEvent> hostEvents;
  private final List<TopicPartition> partitions;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicFacts topics;
  private final ConsumerLoop loop;
  private final Position[] positions;
  private boolean begun;
  private volatile boolean asking;
  private long identityKnownAt;
  private long startedAt;
  private long readSinceStart;
  private volatile HistoryProgress progress = new HistoryProgress(false, 0, null, null);

  /**
   * Schemas that can be read.
   *
   * @param own name for the schemas that the program was built with
   * @param announced schemas of other programs
   */
  record KnownSchemas(String own, AnnouncedSchemas announced) {}

  /**
   * Starts to read.
   *
   * @param onNews runs on the reading thread after each batch, and when it has caught up
   */
  HistoryIndexer(
      KafkaSettings kafka,
      KnownSchemas known,
      HistoryStore store,
      Snapshots snapshots,
      Runnable onNews) {
    this.kafka = kafka;
    this.schemas = known.own();
    this.store = store;
    this.snapshots = snapshots;
    this.onNews = onNews;
    this.instanceEvents = new EventHeaders(known.announced());
    this.hostEvents = Codecs.HOST_EVENT.reading(known.announced());
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
                MOST_RECORDS,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none"));
    this.topics = new TopicFacts(kafka);
    this.loop = new ConsumerLoop("history-reader", consumer, CLOSE, this::step, this::end);
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
    int polled = 0;
    try {
      if (!begun || store.isCorrupt() || isOtherLog()) {
        begun = false;
        begin();
        begun = true;
      }
      boolean pause = !progress.caughtUp() || !snapshots.hasWork();
      ConsumerRecords<byte[], byte[]> records = consumer.poll(pause ? POLL : Duration.ZERO);
      polled = records.count();
      boolean before = progress.caughtUp();
      if (!records.isEmpty()) {
        index(records);
      }
      noteProgress();
      if (!records.isEmpty() || progress.caughtUp() != before) {
        onNews.run();
      }
      if (progress.caughtUp()) {
        snapshots.work();
      }
    } catch (WakeupException | InterruptException e) {
      begun = false;
      throw e;
    } catch (RocksDBException | ExecutionException | RuntimeException e) {
      // The next attempt goes on where the store is.
      begun = false;
      noteFailure(e, polled);
      throw new ExecutionException(e);
    }
  }

  private void begin() throws InterruptedException, ExecutionException, RocksDBException {
    store.renew();
    String identity = identity();
    identityKnownAt = System.nanoTime();
    consumer.assign(partitions);
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    if (!continues(identity, ends)) {
      clear(identity);
    }
    takeProgram();
    for (int partition = 0; partition < positions.length; partition++) {
      TopicPartition from = partitions.get(partition);
      positions[partition] = store.position(partition);
      long start = Objects.requireNonNull(starts.get(from));
      consumer.seek(from, Math.max(start, positions[partition].offset()));
    }
    startedAt = System.nanoTime();
    readSinceStart = 0;
  }

  /** True if the store goes on with this log, and with what this program can read. */
  private boolean continues(String identity, Map<TopicPartition, Long> ends) {
    return identity.equals(store.fact(Fact.IDENTITY))
        && FORMAT.equals(store.fact(Fact.FORMAT))
        && (schemas.equals(store.fact(Fact.SCHEMAS)) || skippedNothing())
        && IntStream.range(0, partitions.size())
            .allMatch(partition ->
                store.position(partition).offset()
                    <= Objects.requireNonNull(ends.get(partitions.get(partition))));
  }

  private boolean skippedNothing() {
    return IntStream.range(0, partitions.size())
        .allMatch(partition -> store.position(partition).skipped() == 0);
  }

  /** Topics that are made again, and those of another cluster, have other ids. */
  private String identity() throws InterruptedException, ExecutionException {
    Set<String> names = Set.copyOf(TOPICS.stream().map(kafka::name).toList());
    asking = true;
    try {
      return "%d %s".formatted(partitions.size(), new TreeMap<>(topics.ids(names)));
    } finally {
      asking = false;
    }
  }

  /** Asks now and then: a consumer reads on in a topic of the same name. */
  private boolean isOtherLog() throws InterruptedException, ExecutionException {
    if (System.nanoTime() - identityKnownAt < IDENTITY_HOLDS.toNanos()) {
      return false;
    }
    String identity = identity();
    identityKnownAt = System.nanoTime();
    return !identity.equals(store.fact(Fact.IDENTITY));
  }

  private void clear(String identity) throws RocksDBException {
    LOG.atInfo().setMessage("history index is built from the log").log();
    progress = new HistoryProgress(false, progress.unread(), null, null);
    try (HistoryStore.Batch batch = store.batch()) {
      batch.clear();
      batch.set(Fact.IDENTITY, identity);
      batch.set(Fact.FORMAT, FORMAT);
      batch.write();
    }
  }

  /** Snapshots of other code may be of other states. */
  private void takeProgram() throws RocksDBException {
    try (HistoryStore.Batch batch = store.batch()) {
      if (!Snapshots.CODE.equals(store.fact(Fact.FOLD))) {
        batch.clearStates();
        batch.set(Fact.FOLD, Snapshots.CODE);
      }
      if (!schemas.equals(store.fact(Fact.SCHEMAS))) {
        batch.set(Fact.SCHEMAS, schemas);
      }
      if (!batch.isEmpty()) {
        batch.write();
      }
    }
    snapshots.beginAnew();
  }

  private void index(ConsumerRecords<byte[], byte[]> records) throws RocksDBException {
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
          positions[partition] = positions[partition].withOffset(consumer.position(from));
          batch.position(partition, positions[partition]);
        }
      }
      batch.write();
    }
    readSinceStart += records.count();
  }

  private void add(HistoryStore.Batch batch, int partition, ConsumerRecord<byte[], byte[]> record)
      throws RocksDBException {
    try {
      if (record.topic().equals(kafka.name(Topic.INSTANCE_EVENTS))) {
        EventHeader event = instanceEvents.decode(record.value());
        Subject subject = Subject.of(event.instance());
        add(batch, partition, record, event.time(), subject, event.sequence());
        snapshots.note(subject, event.sequence());
      } else {
        // The numbers of a host begin again with a new scheduler; its offsets do not.
        RecordedHostEvent event = hostEvents.decode(record.value());
        Subject subject = Subject.of(event.event().host());
        add(batch, partition, record, event.time(), subject, record.offset());
      }
    } catch (MalformedRecordException e) {
      LOG.atWarn()
          .setMessage("event not readable and left out of the history")
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log();
      if (e instanceof NewerSchemaException) {
        skip(batch, partition, record);
      }
    }
  }

  private void add(
      HistoryStore.Batch batch,
      int partition,
      ConsumerRecord<byte[], byte[]> record,
      Instant time,
      Subject subject,
      long number)
      throws RocksDBException {
    positions[partition] =
        positions[partition].behind(record.offset(), time.toEpochMilli(), record.timestamp());
    Reference reference = new Reference(positions[partition].time(), subject.key(), number);
    batch.add(partition, record.offset(), reference, record.value());
  }

  /**
   * Notes an event that this program cannot read. An instance's event has the number behind the one
   * before it, so that whoever waits for that number does not wait in vain.
   */
  private void skip(HistoryStore.Batch batch, int partition, ConsumerRecord<byte[], byte[]> record)
      throws RocksDBException {
    positions[partition] = positions[partition].behindSkipped(record.offset());
    Subject subject = subject(record);
    if (subject != null) {
      batch.position(partition, positions[partition]);
      // The events before it are among what is looked at.
      batch.write();
      batch.addUnreadable(subject, store.newest(subject.key()) + 1);
    }
  }

  private @Nullable Subject subject(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || !record.topic().equals(kafka.name(Topic.INSTANCE_EVENTS))) {
      return null;
    }
    try {
      return Subject.of(new InstanceId(new String(record.key(), UTF_8)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void noteProgress() {
    List<OptionalLong> lags = lags();
    long unread = sum(lags);
    boolean caughtUp =
        progress.caughtUp()
            || (unread == 0
                && lags.size() == partitions.size()
                && lags.stream().allMatch(OptionalLong::isPresent));
    progress = new HistoryProgress(caughtUp, unread, left(unread), null);
  }

  private void noteFailure(Exception failure, int polled) {
    String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    progress = new HistoryProgress(progress.caughtUp(), sum(lags()) + polled, null, reason);
  }

  private List<OptionalLong> lags() {
    return consumer.assignment().stream().map(consumer::currentLag).toList();
  }

  private static long sum(List<OptionalLong> lags) {
    return lags.stream().mapToLong(lag -> lag.orElse(0)).sum();
  }

  private void end() {
    progress = new HistoryProgress(progress.caughtUp(), progress.unread(), null, "It has ended.");
    consumer.close(CloseOptions.timeout(Duration.ZERO));
    topics.close();
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
    if (asking) {
      loop.interrupt();
    }
    loop.close();
  }
}
