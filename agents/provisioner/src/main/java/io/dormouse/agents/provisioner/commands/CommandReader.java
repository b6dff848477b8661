package io.dormouse.agents.provisioner.commands;

import io.dormouse.agents.provisioner.work.ResourceWork;
import io.dormouse.kit.retry.RepeatedWrites;
import io.dormouse.kit.topics.CommittedConsumer;
import io.dormouse.kit.topics.ConsumerLoop;
import io.dormouse.kit.topics.DeadLetters;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.RecordKey;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the commands as a member of the provisioners' group, on a thread of its own. A command is
 * committed when it is finished and all before it are. Records that cannot be read go to the dead
 * letters and are passed over.
 */
public final class CommandReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration CLOSE = STOP.plus(Duration.ofSeconds(10));
  private static final int MOST_UNFINISHED = 1000;
  private static final String GROUP = "provisioner";

  private final Codec<ResourceCommand> codec;
  private final DeadLetters deadLetters;
  private final RepeatedWrites writes = new RepeatedWrites(RepeatedWrites.PAUSE);
  private final Lanes lanes;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, OffsetLedger> ledgers = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final ConsumerLoop loop;
  private volatile boolean assigned;

  /** Starts to read. */
  public CommandReader(
      KafkaSettings kafka,
      String id,
      TopicWriter deadLetters,
      AnnouncedSchemas schemas,
      ResourceWork work) {
    this.codec = Codecs.RESOURCE_COMMAND.reading(schemas);
    this.deadLetters = new DeadLetters(deadLetters);
    this.lanes = new Lanes(work::perform);
    this.consumer = CommittedConsumer.open(kafka, id, membership(kafka, id));
    consumer.subscribe(Set.of(kafka.name(Topic.RESOURCE_COMMANDS)), new Rebalance());
    this.loop = new ConsumerLoop("commands", consumer, CLOSE, this::step, this::end);
    loop.start();
  }

  /** True if this member has its share of the commands. */
  public boolean isAssigned() {
    return assigned;
  }

  private static Map<String, Object> membership(KafkaSettings kafka, String id) {
    return Map.of(
        ConsumerConfig.GROUP_ID_CONFIG,
        kafka.prefix() + GROUP,
        // The same at every start: a provisioner that was killed is back at once.
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
        kafka.prefix() + id,
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        10_000,
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        2_000,
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
  }

  private void step() {
    try {
      holdBack();
      consumer.poll(POLL).forEach(this::take);
      commit();
    } catch (FencedInstanceIdException e) {
      assigned = false;
      LOG.atError()
          .setMessage("another provisioner has the same provisioner.id, this one does nothing more")
          .log();
      loop.stop();
    }
  }

  private void end() {
    lanes.stop(partition -> true, STOP);
    commitQuietly();
    consumer.close();
  }

  private void holdBack() {
    if (lanes.unfinished() >= MOST_UNFINISHED) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> raw) {
    TopicPartition partition = new TopicPartition(raw.topic(), raw.partition());
    OffsetLedger ledger = ledgers.computeIfAbsent(partition, key -> new OffsetLedger(raw.offset()));
    ledger.began(raw.offset());
    Runnable finished = () -> ledger.finished(raw.offset());
    try {
      dispatch(raw, finished);
    } catch (RuntimeException e) {
      deadLetters.putUntilWritten(raw, e, writes).thenRun(finished);
    }
  }

  private void dispatch(ConsumerRecord<byte[], byte[]> raw, Runnable finished) {
    InstanceId instance = new InstanceId(RecordKey.of(raw));
    if (raw.value() == null) {
      lanes.forget(instance);
      finished.run();
      return;
    }
    ResourceCommand command = codec.decode(raw.value());
    if (!command.instance().equals(instance)) {
      throw new MalformedRecordException(
          "Expected a command for %s as the key says, but got one for %s."
              .formatted(instance, command.instance()));
    }
    lanes.take(new Lanes.Order(command, raw.partition(), finished));
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    ledgers.forEach((partition, ledger) -> {
      long position = ledger.position();
      if (position > committed.getOrDefault(partition, -1L)) {
        due.put(partition, new OffsetAndMetadata(position));
      }
    });
    if (!due.isEmpty()) {
      consumer.commitSync(due);
      due.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    }
  }

  private void commitQuietly() {
    try {
      commit();
    } catch (WakeupException e) {
      // Woken to close, just here: the offsets still want to be committed.
      commitQuietly();
    } catch (KafkaException e) {
      LOG.atInfo()
          .setMessage("last offsets not committed, some commands will be looked at again")
          .addKeyValue("reason", e.getMessage())
          .log();
    }
  }

  /** Ends within half a minute; what is not finished is worked again after a restart. */
  @Override
  public void close() {
    writes.close();
    loop.close();
  }

  private final class Rebalance implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      stop(partitions);
      commitQuietly();
      forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      stop(partitions);
      forget(partitions);
    }

    private void stop(Collection<TopicPartition> partitions) {
      Set<Integer> numbers =
          partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
      lanes.stop(numbers::contains, STOP);
    }

    private void forget(Collection<TopicPartition> partitions) {
      ledgers.keySet().removeAll(partitions);
      committed.keySet().removeAll(partitions);
    }
  }
}
