package io.dormouse.benchmarks.history;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.KeyPartitioner;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Readiness;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.cause.Cause;
import io.dormouse.language.cause.CauseKind;
import io.dormouse.language.cause.PassivationInputs;
import io.dormouse.language.cause.PlacementInputs;
import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.host.StartPhases;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.InstancePassivated;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.InstanceStarted;
import io.dormouse.language.instance.InstanceEvent.InstanceWoken;
import io.dormouse.language.instance.InstanceEvent.ReplicaPlaced;
import io.dormouse.language.instance.InstanceEvent.ReplicaStopped;
import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Instances that were woken and put to sleep again and again, as events that the log is given. The
 * brain decides none of them and does not read them.
 *
 * @param end time of the last events
 */
record Years(int instances, int eventsOfEach, Instant end) {

  private static final Duration BETWEEN = Duration.ofHours(5);
  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final HostId HOST = new HostId("host-1");
  private static final PoolName POOL = new PoolName("default");
  private static final ReplicaSpec SPEC =
      new ReplicaSpec(
          "notes:1",
          256L << 20,
          500,
          8080,
          new Readiness("/", Duration.ofMinutes(5)),
          Map.of("NOTES_TITLE", "Notes"),
          Duration.ofMinutes(1),
          Serving.DEFAULT);

  static InstanceId instance(int number) {
    return new InstanceId("past-" + number);
  }

  /** Number of all events. */
  int events() {
    return instances * eventsOfEach;
  }

  /** A moment, given by the share of the time that has passed. */
  Instant at(double share) {
    return time((int) (share * eventsOfEach));
  }

  private Instant time(int event) {
    return end.minus(BETWEEN.multipliedBy(eventsOfEach - event));
  }

  /** Writes all events, in the order of their times. */
  void write(KafkaSettings kafka) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 << 10);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int event = 0; event < eventsOfEach; event++) {
        for (int number = 0; number < instances; number++) {
          producer.send(record(kafka, recorded(instance(number), event)));
        }
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> record(KafkaSettings kafka, RecordedEvent event) {
    String key = event.instance().value();
    return new ProducerRecord<>(
        kafka.name(Topic.INSTANCE_EVENTS),
        KeyPartitioner.partition(key, kafka.partitions(Topic.INSTANCE_EVENTS)),
        key.getBytes(StandardCharsets.UTF_8),
        Codecs.INSTANCE_EVENT.encode(event));
  }

  private RecordedEvent recorded(InstanceId id, int event) {
    return new RecordedEvent(
        new EventId("%s/%d".formatted(id, event + 1)),
        id,
        event + 1L,
        time(event),
        new CommandId("bench-%s-%d".formatted(id, event)),
        Actor.system("bench"),
        event(id, event));
  }

  private InstanceEvent event(InstanceId id, int event) {
    ReplicaId replica = new ReplicaId(id, 0);
    long generation = 1L + (event - 2) / 5;
    Instant now = time(event);
    return switch (event) {
      case 0 -> requested(id);
      case 1 -> new ResourcesProvided(ResourceMode.SHARED);
      default ->
          switch ((event - 2) % 5) {
            case 0 ->
                new InstanceWoken(
                    Cause.by(new WakingRequest("GET", "/notes/*", "firefox", "a1b2c3d4")));
            case 1 ->
                new ReplicaPlaced(
                    replica,
                    generation,
                    HOST,
                    true,
                    new PlacementInputs("sticky/1", 1, 256L << 20, 4L << 30));
            case 2 ->
                new InstanceStarted(
                    replica,
                    generation,
                    HOST,
                    "127.0.0.1",
                    8080,
                    new StartPhases(now, now, now, now, now, now, now.plusMillis(700)));
            case 3 ->
                new InstancePassivated(
                    Cause.of(CauseKind.POLICY),
                    "idle/1",
                    new PassivationInputs(now, now, 0, IDLE, IDLE));
            default -> new ReplicaStopped(replica, generation, HOST, 0);
          };
    };
  }

  private static InstanceRequested requested(InstanceId id) {
    return new InstanceRequested(
        new BlueprintId("notes"),
        1,
        SPEC,
        PassivationPolicy.DEFAULT,
        POOL,
        new OwnerId("bench"),
        new DomainName(id + ".localhost"),
        ResourceMode.SHARED,
        null,
        null,
        null,
        1);
  }
}
