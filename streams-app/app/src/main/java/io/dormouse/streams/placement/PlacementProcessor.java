package io.dormouse.streams.placement;

import io.dormouse.core.DerivedId;
import io.dormouse.core.placement.HostEntry;
import io.dormouse.core.placement.PlacementInput;
import io.dormouse.core.placement.PlacementPlanner.Placement;
import io.dormouse.core.placement.SchedulerDecider;
import io.dormouse.core.placement.SchedulerDecider.SchedulerTurn;
import io.dormouse.core.placement.SchedulerState;
import io.dormouse.core.placement.WaitingReplica;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.Outbox;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.Sink;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The Streams shell of the scheduler: decide, then store and forward what changed. The state stays
 * in memory between two records; the stores are read once.
 */
final class PlacementProcessor implements Processor<String, PlacementInput, String, byte[]> {

  static final String HOSTS = "placement-hosts";
  static final String WAITING = "placement-waiting";
  static final Sink<CommandEnvelope> PLACEMENTS =
      new Sink<>("placements-sink", Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND);
  static final Sink<HostView> HOST_VIEWS = new Sink<>("hosts-sink", Topic.HOSTS, Codecs.HOST_VIEW);
  static final Codec<HostEntry> HOST_CODEC = Codecs.of("HostEntry", HostEntry.class);
  static final Codec<WaitingReplica> WAITING_CODEC =
      Codecs.of("WaitingReplica", WaitingReplica.class);

  private ProcessorContext<String, byte[]> context;
  private Outbox outbox;
  private RecordStore<HostEntry> hosts;
  private RecordStore<WaitingReplica> waiting;
  private @Nullable SchedulerState state;

  @SuppressWarnings("NullAway.Init")
  PlacementProcessor() {}

  @Override
  public void init(ProcessorContext<String, byte[]> newContext) {
    context = newContext;
    outbox = new Outbox(context);
    hosts = RecordStore.of(context, HOSTS, HOST_CODEC);
    waiting = RecordStore.of(context, WAITING, WAITING_CODEC);
    state = null;
  }

  @Override
  public void process(Record<String, PlacementInput> record) {
    Instant now = Instant.ofEpochMilli(record.timestamp());
    SchedulerState before = state == null ? SchedulerState.of(hosts.all(), waiting.all()) : state;
    SchedulerTurn turn = SchedulerDecider.decide(before, record.value(), now);
    Outbox.TurnWrites writes = outbox.turn(now);
    addHosts(before, turn.after(), writes);
    addWaiting(before, turn.after(), writes);
    turn.placements()
        .forEach(placement ->
            writes.send(
                PLACEMENTS, placement.request().replica().instance().value(), command(placement)));
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

  private CommandEnvelope command(Placement placement) {
    PlacementRequested request = placement.request();
    return new CommandEnvelope(
        id(request),
        new Actor(ActorKind.SCHEDULER, request.pool().value()),
        new PlaceReplica(
            request.replica(), request.request(), placement.host(), placement.inputs()));
  }

  /**
   * Unique, since one record places a replica at most once. A request that is withdrawn and
   * repeated is answered twice.
   */
  private CommandId id(PlacementRequested request) {
    RecordMetadata record = context.recordMetadata().orElseThrow();
    return DerivedId.of(
        "place-%s-%d-%s-%d-%d"
            .formatted(
                request.replica(),
                request.request(),
                record.topic(),
                record.partition(),
                record.offset()));
  }
}
