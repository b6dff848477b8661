package io.dormouse.streams.instance;

import io.dormouse.core.DerivedId;
import io.dormouse.core.instance.DeadlineDecider;
import io.dormouse.core.instance.Decision;
import io.dormouse.core.instance.InstanceDecider;
import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.Provisioned;
import io.dormouse.core.instance.InstanceInput.Reported;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.InstanceTurn;
import io.dormouse.core.instance.ReplicaDecider;
import io.dormouse.core.instance.ResourceDecider;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.topology.Outbox;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The Streams shell of an instance: load, decide, evolve, store, arm the deadline, forward. */
final class InstanceProcessor implements Processor<String, InstanceInput, String, Object> {

  private static final Duration LOOK_FOR_DUE = Duration.ofMillis(500);
  private static final int MOST_DUE_AT_ONCE = 500;

  private final InstanceDefaults rules;
  private InstanceStores stores;
  private InstanceSinks sinks;

  @SuppressWarnings("NullAway.Init")
  InstanceProcessor(InstanceDefaults rules) {
    this.rules = rules;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    stores = InstanceStores.of(context);
    sinks = new InstanceSinks(new Outbox(context));
    context.schedule(
        LOOK_FOR_DUE,
        PunctuationType.WALL_CLOCK_TIME,
        millis -> checkDeadlines(Instant.ofEpochMilli(millis)));
  }

  @Override
  public void process(Record<String, InstanceInput> record) {
    InstanceId id = new InstanceId(record.key());
    Instant now = Instant.ofEpochMilli(record.timestamp());
    switch (record.value()) {
      case Commanded(CommandEnvelope envelope) -> command(id, envelope, now);
      case Reported(var report) -> {
        Actor host = new Actor(ActorKind.HOST, report.host().value());
        InstanceTurn turn = turn(id, report.id(), host, now);
        Decision decision = ReplicaDecider.decide(turn.state(), report, turn.context());
        finish(turn, decision);
        if (!(decision instanceof Decision.Accepted)) {
          sinks.late(turn, report);
        }
      }
      case Provisioned(var report) -> {
        InstanceTurn turn =
            turn(id, report.id(), Actor.system("provisioner " + report.provisioner()), now);
        finish(turn, ResourceDecider.decide(turn.state(), report));
      }
      case Used(var report) -> {
        stores.record(id, report, now);
        InstanceTurn turn =
            turn(id, "activity-" + report.edge(), new Actor(ActorKind.EDGE, report.edge()), now);
        finish(turn, ReplicaDecider.recordActivity(turn.state(), report, turn.context()));
      }
    }
  }

  private void command(InstanceId id, CommandEnvelope envelope, Instant now) {
    InstanceState state = stores.load(id);
    InstanceTurn turn =
        new InstanceTurn(id, state, stores.context(id, state, envelope, now, rules));
    Decision decision =
        InstanceDecider.decide(id, turn.state(), envelope.command(), turn.context());
    finish(turn, decision);
    sinks.reject(turn, envelope, decision);
  }

  private void checkDeadlines(Instant now) {
    for (InstanceId id : stores.deadlines().due(now, MOST_DUE_AT_ONCE)) {
      InstanceTurn turn = turn(id, "deadline", Actor.policy("deadline"), now);
      finish(turn, DeadlineDecider.checkDeadline(turn.state(), turn.context()));
      stores.arm(id, stores.load(id), now);
    }
  }

  private InstanceTurn turn(InstanceId id, CommandId command, Actor actor, Instant now) {
    return turn(id, stores.load(id), command, actor, now);
  }

  /** Id of an input without one. It is unique, since every accepted input changes the sequence. */
  private InstanceTurn turn(InstanceId id, String what, Actor actor, Instant now) {
    InstanceState state = stores.load(id);
    long sequence = state instanceof InstanceState.Existing existing ? existing.sequence() : 0;
    CommandId command = DerivedId.of("%s-%d-%s".formatted(id, sequence, what));
    return turn(id, state, command, actor, now);
  }

  private InstanceTurn turn(
      InstanceId id, InstanceState state, CommandId command, Actor actor, Instant now) {
    return new InstanceTurn(id, state, stores.context(id, state, command, actor, now, rules));
  }

  private void finish(InstanceTurn turn, Decision decision) {
    if (decision instanceof Decision.Accepted accepted) {
      InstanceTurn.TurnResult outcome = turn.accept(accepted);
      stores.save(outcome.after());
      stores.arm(turn.id(), outcome.after(), turn.context().now());
      sinks.forward(outcome, turn.context().now());
    }
  }
}
