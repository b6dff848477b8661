package io.dormouse.streams;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.restoreConsumerPrefix;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.streams.topology.RocksLibrary;
import io.dormouse.streams.topology.TopologySchemas;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running topology: exactly once, committed at short intervals, back within seconds after a
 * crash. Records that cannot be decoded or processed go to the dead letters.
 */
public final class Brain implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Brain.class);
  private static final Duration SESSION = Duration.ofSeconds(6);

  /** A poll returns as soon as a record arrives; a longer one costs an idle system less. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration TRANSACTION = Duration.ofSeconds(4);

  /**
   * The first wait before a request is sent again. A commit's end and the next write often meet in
   * the broker, which answers that write with CONCURRENT_TRANSACTIONS.
   */
  private static final Duration RETRY = Duration.ofMillis(2);

  /**
   * Longest wait of a fetch for new records. A consumer has one fetch at a time, so that partitions
   * of a task that begins wait for the one under way. A shorter wait costs an idle system more.
   */
  private static final Duration FETCH_WAIT = Duration.ofMillis(100);

  /** The same wait while stores are restored, task by task. */
  private static final Duration RESTORE_WAIT = Duration.ofMillis(10);

  /** Wait for further records; each commit ends it, since it flushes the producer. */
  private static final Duration LINGER = Duration.ofMillis(100);

  /**
   * Writes of all stores that wait in memory for their commit; more of them are committed early.
   */
  private static final long MOST_UNCOMMITTED_BYTES = 32L << 20;

  private final KafkaStreams streams;
  private final Restoration restoration = new Restoration();

  /**
   * Makes a brain that is yet to be started.
   *
   * @param schemas read by its sources and stores beside its own
   */
  public Brain(StreamsSettings settings, AnnouncedSchemas schemas) {
    RocksLibrary.load(settings.stateDir());
    streams =
        new KafkaStreams(
            DormouseTopology.build(
                settings.kafka(), settings.rules(), settings.ownerQuota(), schemas),
            properties(settings, schemas),
            new PacedClients());
    streams.setGlobalStateRestoreListener(restoration);
    streams.setUncaughtExceptionHandler(failure -> {
      LOG.atError().setMessage("the topology failed and ends").setCause(failure).log();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    });
  }

  /**
   * Starts the topology and returns when its stores have been opened once; the callback runs when
   * it has failed for good.
   */
  public void start(Runnable onFailure) {
    streams.setStateListener((now, before) -> {
      LOG.atInfo().setMessage("topology").addKeyValue("state", now).log();
      if (now == KafkaStreams.State.RUNNING) {
        LOG.atInfo().setMessage("stores restored").addKeyValue("records", restoration.take()).log();
      }
      if (now == KafkaStreams.State.ERROR) {
        onFailure.run();
      }
    });
    streams.start();
  }

  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  private static Properties properties(StreamsSettings settings, AnnouncedSchemas schemas) {
    KafkaSettings kafka = settings.kafka();
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.prefix() + "streams");
    p.put(StreamsConfig.CLIENT_ID_CONFIG, settings.id());
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.TRANSACTIONAL_STATE_STORES_CONFIG, true);
    p.put(StreamsConfig.STATESTORE_UNCOMMITTED_MAX_BYTES_CONFIG, MOST_UNCOMMITTED_BYTES);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    p.put(StreamsConfig.POLL_MS_CONFIG, POLL.toMillis());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replicationFactor());
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    p.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    p.put(TopologySchemas.SETTING, schemas);
    p.putAll(DeadLetterProperties.properties(kafka));
    p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.id());
    p.put(consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int) SESSION.toMillis());
    p.put(consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2000);
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
        (int) FETCH_WAIT.toMillis());
    p.put(
        restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
        (int) RESTORE_WAIT.toMillis());
    p.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER.toMillis());
    p.put(producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), RETRY.toMillis());
    p.put(producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int) TRANSACTION.toMillis());
    return p;
  }

  @Override
  public void close() {
    streams.close(Duration.ofSeconds(10));
  }
}
