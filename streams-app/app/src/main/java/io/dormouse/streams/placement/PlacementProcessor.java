package io.dormouse.streams.placement;

import io.dormouse.core.DerivedId;
import io.dormouse.core.placement.HostEntry;
import io.dormouse.core.placement.PlacementInput;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementPlanner.Placement;
import io.dormouse.core.placement.SchedulerDecider;
import io.dormouse.core.placement.SchedulerDecider.SchedulerTurn;
import io.dormouse.core.placement.SchedulerState;
import io.dormouse.core.placement.WaitingReplica;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.RecordedHostEvent;
import io.dormouse.language.instance.InstanceCommand.LoseReplica;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.EventChain;
import io.dormouse.streams.topology.Outbox;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.Sink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The Streams shell of the scheduler: decide, then store and forward what changed. The state stays
 * in memory between two turns; the stores are read once. A timer looks for silent hosts.
 */
final class PlacementProcessor implements Processor<String, PlacementInput, String, byte[]> {

  private static final Duration LOOK_FOR_SILENCE = Duration.ofSeconds(1);

  static final String HOSTS = "placement-hosts";
  static final String WAITING = "placement-waiting";

  /** A store of its own: versions without chains read every value of the others. */
  static final String CHAIN = "placement-chain";

  static final Sink<CommandEnvelope> PLACEMENTS =
      new Sink<>("placements-sink", Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND);
  static final Sink<HostView> HOST_VIEWS = new Sink<>("hosts-sink", Topic.HOSTS, Codecs.HOST_VIEW);
  static final Sink<RecordedHostEvent> HOST_EVENTS =
      Sink.partitionedBy(
          "host-events-sink",
          Topic.HOST_EVENTS,
          Codecs.HOST_EVENT,
          (host, event) -> Codecs.HOST_EVENT.decode(event).event().pool().value());

  /** All of them. */
  static final List<Sink<?>> SINKS = List.of(PLACEMENTS, HOST_VIEWS, HOST_EVENTS);

  static final Codec<HostEntry> HOST_CODEC = Codecs.of("HostEntry", HostEntry.class);
  static final Codec<WaitingReplica> WAITING_CODEC =
      Codecs.of("WaitingReplica", WaitingReplica.class);

  private final int partitions;
  private ProcessorContext<String, byte[]> context;
  private Outbox outbox;
  private RecordStore<HostEntry> hosts;
  private RecordStore<WaitingReplica> waiting;
  private HostWatch watch;
  private @Nullable SchedulerState state;

  /**
   * The processor.
   *
   * @param partitions of the topic of host events
   */
  @SuppressWarnings("NullAway.Init")
  PlacementProcessor(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> newContext) {
    context = newContext;
    outbox = new Outbox(context, new EventChain(context, HOST_EVENTS, CHAIN, partitions));
    hosts = RecordStore.of(context, HOSTS, HOST_CODEC);
    waiting = RecordStore.of(context, WAITING, WAITING_CODEC);
    watch = new HostWatch(Instant.ofEpochMilli(context.currentSystemTimeMs()));
    state = null;
    context.schedule(
        LOOK_FOR_SILENCE,
        PunctuationType.WALL_CLOCK_TIME,
        millis -> timePasses(Instant.ofEpochMilli(millis)));
  }

  @Override
  public void process(Record<String, PlacementInput> record) {
    if (record.value() instanceof Heartbeat(var report)) {
      watch.heard(report.host(), Instant.ofEpochMilli(context.currentSystemTimeMs()));
    }
    Instant now = Instant.ofEpochMilli(record.timestamp());
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    write(
        decide(record.value(), now),
        "%s-%d-%d".formatted(origin.topic(), origin.partition(), origin.offset()),
        now);
  }

  /** The turn of a timer has no record; ids of its commands derive from its first event. */
  private void timePasses(Instant now) {
    SchedulerTurn turn = decide(watch.look(now), now);
    if (!turn.events().isEmpty()) {
      write(turn, turn.events().getFirst().id().value(), now);
    }
  }

  private SchedulerTurn decide(PlacementInput input, Instant now) {
    if (state == null) {
      state = SchedulerState.of(hosts.all(), waiting.all());
    }
    return SchedulerDecider.decide(state, input, now);
  }

  private void write(SchedulerTurn turn, String cause, Instant now) {
    SchedulerState before = Objects.requireNonNull(state);
    Outbox.TurnWrites writes = outbox.turn(now);
    turn.events().forEach(event -> writes.send(HOST_EVENTS, event.event().host().value(), event));
    addHosts(before, turn.after(), writes);
    addWaiting(before, turn.after(), writes);
    turn.placements()
        .forEach(placement ->
            writes.send(
                PLACEMENTS,
                placement.request().replica().instance().value(),
                command(placement, cause)));
    turn.lost()
        .forEach(lose ->
            writes.send(PLACEMENTS, lose.replica().instance().value(), command(lose, cause)));
    writes.write();
    state = turn.after();
  }

  private void addHosts(SchedulerState before, SchedulerState after, Outbox.TurnWrites writes) {
    after
        .hosts()
        .forEach((id, host) -> {
          if (!host.equals(before.hosts().get(id))) {
            writes.put(hosts, id.value(), host);
            writes.send(HOST_VIEWS, id.value(), host.view());
          }
        });
  }

  private void addWaiting(SchedulerState before, SchedulerState after, Outbox.TurnWrites writes) {
    after
        .waiting()
        .forEach((id, replica) -> {
          if (!replica.equals(before.waiting().get(id))) {
            writes.put(waiting, id.toString(), replica);
          }
        });
    before.waiting().keySet().stream()
        .filter(id -> !after.waiting().containsKey(id))
        .forEach(id -> writes.put(waiting, id.toString(), null));
  }

  private static CommandEnvelope command(LoseReplica lose, String cause) {
    return new CommandEnvelope(
        DerivedId.of("lose-%s-%d-%s".formatted(lose.replica(), lose.generation(), cause)),
        new Actor(ActorKind.SCHEDULER, lose.host().value()),
        lose);
  }

  /**
   * The command has an id of its own, since one turn places a replica at most once. A request that
   * is withdrawn and repeated is answered twice.
   *
   * @param cause the record or event of the turn
   */
  private static CommandEnvelope command(Placement placement, String cause) {
    PlacementRequested request = placement.request();
    return new CommandEnvelope(
        DerivedId.of("place-%s-%d-%s".formatted(request.replica(), request.request(), cause)),
        new Actor(ActorKind.SCHEDULER, request.pool().value()),
        new PlaceReplica(
            request.replica(), request.request(), placement.host(), placement.inputs()));
  }
}
