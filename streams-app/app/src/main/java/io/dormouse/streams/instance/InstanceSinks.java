package io.dormouse.streams.instance;

import io.dormouse.core.DerivedId;
import io.dormouse.core.instance.Decision;
import io.dormouse.core.instance.InstanceEffect;
import io.dormouse.core.instance.InstanceEffect.ToDomains;
import io.dormouse.core.instance.InstanceEffect.ToHost;
import io.dormouse.core.instance.InstanceEffect.ToOwner;
import io.dormouse.core.instance.InstanceEffect.ToProvisioner;
import io.dormouse.core.instance.InstanceEffect.ToScheduler;
import io.dormouse.core.instance.InstanceReactor;
import io.dormouse.core.instance.InstanceTurn;
import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.host.ReplicaReport;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.streams.topology.Outbox;
import java.time.Instant;
import java.util.List;

/** The sinks of a turn's results. */
record InstanceSinks(Outbox outbox) {

  static final String EVENTS = "instance-events-sink";
  static final String VIEWS = "instances-sink";
  static final String REJECTIONS = "instance-rejections-sink";
  static final String HOST_COMMANDS = "host-commands-sink";
  static final String RESOURCE_COMMANDS = "resource-commands-sink";
  static final String OWNERS = "instance-owner-messages-sink";
  static final String PLACEMENT = "placement-sink";
  static final String DOMAIN_COMMANDS = "instance-domain-commands-sink";

  void forward(InstanceTurn.TurnResult outcome, Instant now) {
    for (RecordedEvent event : outcome.events()) {
      outbox.send(EVENTS, event.instance().value(), event, now);
    }
    outbox.send(
        VIEWS,
        outcome.after().id().value(),
        outcome.after() instanceof Living living ? InstanceViews.of(living) : null,
        now);
    RecordedEvent last = outcome.events().getLast();
    forward(outcome.effects(), last.id().value(), last.instance().value(), now);
  }

  /** Reports a command that changed nothing to its sender. */
  void reject(InstanceTurn turn, CommandEnvelope envelope, Decision decision) {
    Instant now = turn.context().now();
    switch (decision) {
      case Decision.Accepted accepted -> {}
      case Decision.Ignored(RejectionReason reason, String message) -> {
        tell(rejection(turn, envelope, Verdict.IGNORED, reason, message), now);
        forward(
            InstanceReactor.reactToIgnored(turn.state(), envelope, reason, message),
            turn,
            envelope);
      }
      case Decision.Rejected(RejectionReason reason, String message) -> {
        tell(rejection(turn, envelope, Verdict.REJECTED, reason, message), now);
        forward(
            InstanceReactor.reactToRefusal(turn.id(), envelope, reason, message), turn, envelope);
      }
    }
  }

  private void tell(Rejection rejection, Instant now) {
    outbox.send(REJECTIONS, rejection.subject(), rejection, now);
  }

  private void forward(List<InstanceEffect> effects, InstanceTurn turn, CommandEnvelope envelope) {
    forward(effects, envelope.id().value(), turn.id().value(), turn.context().now());
  }

  /** Removes the commands of an older generation from a host. */
  void late(InstanceTurn turn, ReplicaReport report) {
    forward(
        InstanceReactor.reactToLate(turn.state(), report),
        report.id().value(),
        turn.id().value(),
        turn.context().now());
  }

  private static Rejection rejection(
      InstanceTurn turn,
      CommandEnvelope envelope,
      Verdict verdict,
      RejectionReason reason,
      String message) {
    return new Rejection(
        envelope.id(),
        envelope.actor(),
        turn.id().value(),
        verdict,
        reason,
        message,
        turn.state() instanceof Living living ? InstanceViews.legalActions(living) : List.of());
  }

  /** The cause is an event's id, or else the command's. */
  private void forward(List<InstanceEffect> effects, String cause, String instance, Instant now) {
    for (InstanceEffect effect : effects) {
      switch (effect) {
        case ToHost(var key, var command) ->
            outbox.send(HOST_COMMANDS, key.toString(), command, now);
        case ToProvisioner(var command) -> outbox.send(RESOURCE_COMMANDS, instance, command, now);
        case ToOwner(var message) -> outbox.send(OWNERS, message.owner().value(), message, now);
        case ToScheduler(var pool, var message) ->
            outbox.send(PLACEMENT, pool.value(), message, now);
        case ToDomains(var command) ->
            outbox.send(
                DOMAIN_COMMANDS,
                command.domain().value(),
                new DomainCommandEnvelope(
                    DerivedId.of(cause + "+" + command.domain()),
                    Actor.system("instance " + instance),
                    command),
                now);
      }
    }
  }
}
