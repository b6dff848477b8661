package io.dormouse.streams.blueprint;

import io.dormouse.core.blueprint.BlueprintDecider;
import io.dormouse.core.blueprint.BlueprintDecider.BlueprintDecision.Accepted;
import io.dormouse.core.blueprint.BlueprintDecider.BlueprintDecision.Refused;
import io.dormouse.core.blueprint.BlueprintEvent;
import io.dormouse.core.blueprint.BlueprintEvent.BlueprintPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanPut;
import io.dormouse.core.blueprint.BlueprintEvent.PlanRemoved;
import io.dormouse.core.blueprint.BlueprintEvolution;
import io.dormouse.core.blueprint.BlueprintState;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintCommandEnvelope;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.Outbox;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.Sink;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The Streams shell of blueprints and plans, by their names. */
final class BlueprintProcessor
    implements Processor<String, BlueprintCommandEnvelope, String, byte[]> {

  static final String STATES = "blueprint-states";
  static final Sink<Blueprint> BLUEPRINTS =
      new Sink<>("blueprints-sink", Topic.BLUEPRINTS, Codecs.BLUEPRINT);
  static final Sink<Plan> PLANS = new Sink<>("plans-sink", Topic.PLANS, Codecs.PLAN);
  static final Sink<Rejection> REJECTIONS =
      new Sink<>("blueprint-rejections-sink", Topic.REJECTIONS, Codecs.REJECTION);

  private static final Codec<BlueprintState> STATE_CODEC =
      Codecs.of("BlueprintState", BlueprintState.class);

  private final BlueprintTables tables;
  private Outbox outbox;
  private RecordStore<BlueprintState> states;
  private ReadOnlyKeyValueStore<String, Blueprint> blueprints;
  private ReadOnlyKeyValueStore<String, Plan> plans;

  @SuppressWarnings("NullAway.Init")
  BlueprintProcessor(BlueprintTables tables) {
    this.tables = tables;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    outbox = new Outbox(context);
    states = RecordStore.of(context, STATES, STATE_CODEC);
    blueprints = context.getStateStore(tables.blueprints());
    plans = context.getStateStore(tables.plans());
  }

  @Override
  public void process(Record<String, BlueprintCommandEnvelope> record) {
    BlueprintCommandEnvelope envelope = record.value();
    String name = envelope.command().name();
    Outbox.TurnWrites writes = outbox.turn(Instant.ofEpochMilli(record.timestamp()));
    BlueprintState state =
        BlueprintState.of(states.get(name), blueprints.get(name), plans.get(name));
    switch (BlueprintDecider.decide(state, envelope)) {
      case Accepted(var event) -> {
        writes.put(states, name, BlueprintEvolution.evolve(state, event));
        show(event, name, writes);
      }
      case Refused(var verdict, var reason, var message) ->
          writes.send(
              REJECTIONS,
              name,
              new Rejection(
                  envelope.id(), envelope.actor(), name, verdict, reason, message, List.of()));
    }
    writes.write();
  }

  private static void show(BlueprintEvent event, String name, Outbox.TurnWrites writes) {
    switch (event) {
      case BlueprintPut put -> writes.send(BLUEPRINTS, name, put.blueprint());
      case PlanPut put -> writes.send(PLANS, name, put.plan());
      case PlanRemoved removed -> writes.send(PLANS, name, null);
    }
  }
}
