package io.dormouse.streams.placement;

import io.dormouse.core.DerivedId;
import io.dormouse.core.placement.HostEntry;
import io.dormouse.core.placement.HostEntry.Reservation;
import io.dormouse.core.placement.PlacementInput;
import io.dormouse.core.placement.PlacementInput.Heartbeat;
import io.dormouse.core.placement.PlacementInput.Told;
import io.dormouse.core.placement.PlacementPlanner;
import io.dormouse.core.placement.WaitingReplica;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.PlacementMessage.MemoryReleased;
import io.dormouse.language.host.PlacementMessage.MemoryReserved;
import io.dormouse.language.host.PlacementMessage.PlacementRequested;
import io.dormouse.language.host.PlacementMessage.PlacementWithdrawn;
import io.dormouse.language.instance.InstanceCommand.PlaceReplica;
import io.dormouse.streams.topology.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The Streams shell of the scheduler: keeps hosts and waiting replicas, asks the planner, forwards
 * placements.
 */
final class PlacementProcessor implements Processor<String, PlacementInput, String, Object> {

  static final String HOSTS = "placement-hosts";
  static final String WAITING = "placement-waiting";
  static final String PLACEMENTS = "placements-sink";
  static final String HOST_VIEWS = "hosts-sink";

  private ProcessorContext<String, Object> context;
  private Outbox outbox;
  private KeyValueStore<String, HostEntry> hosts;
  private KeyValueStore<String, WaitingReplica> waiting;

  @SuppressWarnings("NullAway.Init")
  PlacementProcessor() {}

  @Override
  public void init(ProcessorContext<String, Object> newContext) {
    context = newContext;
    outbox = new Outbox(context);
    hosts = context.getStateStore(HOSTS);
    waiting = context.getStateStore(WAITING);
  }

  @Override
  public void process(Record<String, PlacementInput> record) {
    Instant now = Instant.ofEpochMilli(record.timestamp());
    switch (record.value()) {
      case Heartbeat(var report) -> {
        HostEntry known = hosts.get(report.host().value());
        save(known == null ? HostEntry.first(report, now) : known.reported(report, now), now);
        placeWaiting(now);
      }
      case Told(PlacementRequested request) -> {
        WaitingReplica replica = WaitingReplica.of(request, now);
        waiting.put(replica.key(), replica);
        for (HostId host : request.excluded()) {
          change(host, h -> h.refused(request.replica(), request.memoryBytes(), now), now);
        }
        placeWaiting(now);
      }
      case Told(PlacementWithdrawn(var replica)) -> {
        waiting.delete(replica.toString());
        all(hosts).forEach(h -> change(h.report().host(), host -> host.withdrawn(replica), now));
        placeWaiting(now);
      }
      case Told(MemoryReserved m) -> {
        Reservation kept = new Reservation(m.replica(), m.generation(), m.memoryBytes(), true, now);
        change(m.host(), host -> host.reserve(kept), now);
      }
      case Told(MemoryReleased m) -> {
        change(m.host(), host -> host.release(m.replica(), m.generation()), now);
        placeWaiting(now);
      }
    }
  }

  private void placeWaiting(Instant now) {
    PlacementPlanner.PlacementPlan plan = PlacementPlanner.plan(all(waiting), all(hosts), now);
    plan.hosts().forEach(host -> save(host, now));
    plan.placements().forEach(placement -> place(placement, now));
  }

  private void place(PlacementPlanner.Placement placement, Instant now) {
    PlacementRequested request = placement.request();
    waiting.delete(request.replica().toString());
    CommandEnvelope command =
        new CommandEnvelope(
            id(request),
            new Actor(ActorKind.SCHEDULER, request.pool().value()),
            new PlaceReplica(
                request.replica(), request.request(), placement.host(), placement.inputs()));
    outbox.send(PLACEMENTS, request.replica().instance().value(), command, now);
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

  private void change(HostId id, UnaryOperator<HostEntry> change, Instant now) {
    HostEntry host = hosts.get(id.value());
    HostEntry changed = host == null ? null : change.apply(host);
    if (changed != null && !changed.equals(host)) {
      save(changed, now);
    }
  }

  private void save(HostEntry host, Instant now) {
    String key = host.report().host().value();
    hosts.put(key, host);
    outbox.send(HOST_VIEWS, key, host.view(), now);
  }

  private static <T> List<T> all(KeyValueStore<String, T> store) {
    List<T> values = new ArrayList<>();
    try (KeyValueIterator<String, T> entries = store.all()) {
      entries.forEachRemaining(entry -> values.add(entry.value));
    }
    return values;
  }
}
