package io.dormouse.streams.instance;

import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.InstanceInput.BlueprintChanged;
import io.dormouse.core.instance.InstanceInput.DeadlinePassed;
import io.dormouse.core.instance.InstanceTurn;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.topology.EventChain;
import io.dormouse.streams.topology.Outbox;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Streams shell of an instance: load, take the turn, then store and forward all of it. */
final class InstanceProcessor implements Processor<String, InstanceInput, String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceProcessor.class);
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);
  private static final Duration LOOK_FOR_DUE = Duration.ofMillis(500);
  private static final int MOST_DUE_AT_ONCE = 500;
  private static final Duration LOOK_FOR_BLUEPRINTS = Duration.ofSeconds(1);
  private static final int MOST_SWEPT_AT_ONCE = 500;

  private final InstanceDefaults rules;
  private final int partitions;
  private InstanceStores stores;
  private Outbox outbox;

  /**
   * The processor.
   *
   * @param partitions of the topic of events
   */
  @SuppressWarnings("NullAway.Init")
  InstanceProcessor(InstanceDefaults rules, int partitions) {
    this.rules = rules;
    this.partitions = partitions;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    stores = InstanceStores.of(context);
    outbox =
        new Outbox(
            context,
            new EventChain(context, InstanceSinks.EVENTS, InstanceStores.STATES, partitions));
    context.schedule(
        LOOK_FOR_DUE,
        PunctuationType.WALL_CLOCK_TIME,
        millis -> checkDeadlines(Instant.ofEpochMilli(millis)));
    context.schedule(
        LOOK_FOR_BLUEPRINTS,
        PunctuationType.WALL_CLOCK_TIME,
        millis -> followBlueprints(Instant.ofEpochMilli(millis)));
  }

  @Override
  public void process(Record<String, InstanceInput> record) {
    take(new InstanceId(record.key()), record.value(), Instant.ofEpochMilli(record.timestamp()));
  }

  /** One instance that cannot be looked at does not stop the others. */
  private void checkDeadlines(Instant now) {
    Outbox.TurnWrites adopted = outbox.turn(now);
    stores.deadlines().adopt(now, adopted);
    adopted.write();
    for (InstanceId id : stores.deadlines().due(now, MOST_DUE_AT_ONCE)) {
      try {
        take(id, new DeadlinePassed(), now);
      } catch (KafkaException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.atError()
            .setMessage("the deadline of an instance cannot be checked")
            .addKeyValue("instance", id)
            .addKeyValue("again_in", AFTER_A_FAILURE)
            .setCause(e)
            .log();
        Outbox.TurnWrites later = outbox.turn(now);
        stores.deadlines().arm(id, now.plus(AFTER_A_FAILURE), later);
        later.write();
      }
    }
  }

  /** Tells some of the instances that their blueprint has a new version. */
  private void followBlueprints(Instant now) {
    Outbox.TurnWrites swept = outbox.turn(now);
    for (InstanceId id : stores.sweep().next(MOST_SWEPT_AT_ONCE, swept)) {
      try {
        Blueprint changed = stores.changedBlueprint(id);
        if (changed != null) {
          take(id, new BlueprintChanged(changed), now);
        }
      } catch (KafkaException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.atError()
            .setMessage("an instance cannot follow its blueprint")
            .addKeyValue("instance", id)
            .setCause(e)
            .log();
      }
    }
    swept.write();
  }

  private void take(InstanceId id, InstanceInput input, Instant now) {
    InstanceStores.Loaded loaded = stores.turn(id, input, now, rules);
    write(id, loaded.used(), loaded.turn().take(), now);
  }

  void write(
      InstanceId id, @Nullable ActivityLedger used, InstanceTurn.TurnResult result, Instant now) {
    Outbox.TurnWrites writes = outbox.turn(now);
    stores.add(id, used, result, writes);
    InstanceSinks.add(id, result, writes);
    writes.write();
  }
}
