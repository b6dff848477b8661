package io.dormouse.kit.topics;

import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.ReleasedSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of schemas, as a program uses it: it announces its own schemas, those that are not
 * there yet, and follows on a thread of its own what other programs announce. The first
 * announcement of an id counts.
 */
public final class SchemaTopic implements AnnouncedSchemas, AutoCloseable {

  /** Header with the program that announced a schema. */
  static final String PROGRAM = "dormouse-program";

  private static final Logger LOG = LoggerFactory.getLogger(SchemaTopic.class);

  /**
   * A program announces before it writes, so this is the time of a hiccup. It is shorter than the
   * transactions of the streams app, which waits in one.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int MOST_WAITED_FOR = 16;
  private static final int MOST_KNOWN = 1_000;
  private static final int LONGEST = 256 << 10;
  private static final int EXCERPT = 120;

  private record Announcement(String program, String text) {}

  private final TopicPartition partition;
  private final String program;
  private final TopicWriter writer;
  private final Map<Integer, String> own;
  private final Duration patience;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConsumerLoop loop;
  private final Map<Integer, Announcement> known = new ConcurrentHashMap<>();
  private final Set<Integer> waitedInVain = new HashSet<>();
  private final CompletableFuture<Void> announced = new CompletableFuture<>();
  private long readUpTo = -1;
  private boolean written;

  /**
   * Starts to read and to announce the schemas that this program was built with.
   *
   * @param program name of the program in its announcements
   * @param writer remains the caller's to close
   */
  public SchemaTopic(KafkaSettings kafka, String program, TopicWriter writer) {
    this(kafka, program, writer, ReleasedSchemas.texts(), PATIENCE);
  }

  /**
   * As a program that was built with other schemas.
   *
   * @param own texts by id
   * @param patience longest wait for an announcement
   */
  public SchemaTopic(
      KafkaSettings kafka,
      String program,
      TopicWriter writer,
      Map<Integer, String> own,
      Duration patience) {
    this.partition = new TopicPartition(kafka.name(Topic.SCHEMAS), 0);
    this.program = program;
    this.writer = writer;
    this.own = Map.copyOf(own);
    this.patience = patience;
    this.consumer =
        CommittedConsumer.open(
            kafka,
            program + "-schemas",
            Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis()));
    consumer.assign(List.of(partition));
    consumer.seek(partition, 0);
    this.loop = new ConsumerLoop(program + "-schemas", consumer, CLOSE, this::step, this::end);
    loop.start();
  }

  /**
   * Returns when all schemas of this program are in the topic and all announcements before have
   * been read. It waits while no broker answers.
   *
   * @return false if it was closed before
   * @throws SchemaConflictException if another program has announced another schema under an id of
   *     this one
   */
  public boolean awaitAnnounced() {
    try {
      announced.join();
      return true;
    } catch (CancellationException e) {
      return false;
    } catch (CompletionException e) {
      if (e.getCause() instanceof SchemaConflictException conflict) {
        throw conflict;
      }
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>An id is waited for once, and at most 16 ids are waited for in vain, so that a topic full of
   * nonsense does not hold up its reader.
   */
  @Override
  public Optional<String> await(int id) {
    Announcement found = known.get(id);
    return Optional.ofNullable(found == null && id > 0 ? waitedFor(id) : found)
        .map(Announcement::text);
  }

  @Override
  public Map<Integer, String> all() {
    return known.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().text()));
  }

  private synchronized @Nullable Announcement waitedFor(int id) {
    long end = System.nanoTime() + patience.toNanos();
    Announcement found = known.get(id);
    try {
      while (found == null && !waitedInVain.contains(id) && waitedInVain.size() < MOST_WAITED_FOR) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          waitedInVain.add(id);
          LOG.atWarn()
              .setMessage("nobody announced a schema in time")
              .addKeyValue("schema", id)
              .addKeyValue("waited", patience)
              .log();
        } else {
          wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        found = known.get(id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return found;
  }

  private void step() throws InterruptedException, ExecutionException {
    if (readUpTo < 0) {
      readUpTo = Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    }
    if (!announced.isDone() && consumer.position(partition) >= readUpTo) {
      announce();
    } else {
      consumer.poll(POLL).forEach(this::take);
    }
  }

  /** Announces what is missing, and has it read back: another program may have been faster. */
  private void announce() throws InterruptedException, ExecutionException {
    List<CompletableFuture<RecordMetadata>> missing =
        written
            ? List.of()
            : own.keySet().stream().filter(id -> !known.containsKey(id)).map(this::write).toList();
    if (missing.isEmpty()) {
      announced.complete(null);
      return;
    }
    for (CompletableFuture<RecordMetadata> one : missing) {
      readUpTo = Math.max(readUpTo, one.get().offset() + 1);
    }
    written = true;
    LOG.atInfo()
        .setMessage("schemas announced")
        .addKeyValue("program", program)
        .addKeyValue("schemas", missing.size())
        .log();
  }

  private CompletableFuture<RecordMetadata> write(int id) {
    return writer.writeSchema(id, Objects.requireNonNull(own.get(id)), program);
  }

  private void take(ConsumerRecord<byte[], byte[]> raw) {
    Integer id = id(raw);
    if (id == null || raw.value() == null || raw.value().length > LONGEST) {
      LOG.atWarn()
          .setMessage("announcement passed over: expected an id and a schema of at most 256 KiB")
          .addKeyValue("offset", raw.offset())
          .log();
      return;
    }
    Announcement now = announcement(raw);
    Announcement first = known.get(id);
    if (first == null) {
      takeFirst(id, now);
    } else if (!ReleasedSchemas.same(first.text(), now.text())) {
      takeOther(id, first, now);
    }
  }

  private void takeFirst(int id, Announcement now) {
    String ours = own.get(id);
    if (ours != null && !ReleasedSchemas.same(ours, now.text())) {
      announced.completeExceptionally(
          new SchemaConflictException(conflict(id, now, new Announcement(program, ours))));
    }
    if (ours != null || known.size() < MOST_KNOWN) {
      synchronized (this) {
        known.put(id, now);
        notifyAll();
      }
    }
  }

  /**
   * Puts the first announcement back, if it is also ours, so that compaction does not remove it.
   */
  private void takeOther(int id, Announcement first, Announcement now) {
    LOG.atError().setMessage(conflict(id, first, now)).log();
    String ours = own.get(id);
    if (ours != null && ReleasedSchemas.same(ours, first.text())) {
      write(id);
    }
  }

  private static @Nullable Integer id(ConsumerRecord<byte[], byte[]> raw) {
    try {
      return Integer.valueOf(RecordKey.of(raw));
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static Announcement announcement(ConsumerRecord<byte[], byte[]> raw) {
    Header header = raw.headers().lastHeader(PROGRAM);
    return new Announcement(
        header == null ? "an unnamed program" : new String(header.value(), StandardCharsets.UTF_8),
        new String(raw.value(), StandardCharsets.UTF_8));
  }

  private static String conflict(int id, Announcement first, Announcement other) {
    int from = Math.max(0, Arrays.mismatch(first.text().toCharArray(), other.text().toCharArray()));
    return "Expected one schema under id %d, but %s announced one with %s, and %s has %s there. They were built from branches that released contracts apart; release those of one again, under new ids."
        .formatted(
            id,
            first.program(),
            excerpt(first.text(), from),
            other.program(),
            excerpt(other.text(), from));
  }

  private static String excerpt(String text, int from) {
    int begin = Math.max(0, Math.min(from, text.length()) - EXCERPT / 2);
    return "…" + text.substring(begin, Math.min(text.length(), begin + EXCERPT)) + "…";
  }

  private void end() {
    announced.cancel(false);
    // The consumer is in no group, so its close has nothing to wait for.
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  /** Ends within seconds, whether a broker answers or not. */
  @Override
  public void close() {
    announced.cancel(false);
    loop.close();
  }
}
