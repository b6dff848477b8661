package io.dormouse.streams.domain;

import io.dormouse.core.DerivedId;
import io.dormouse.core.domain.DomainDecider;
import io.dormouse.core.domain.DomainDecider.DomainDecision.Refused;
import io.dormouse.core.domain.DomainDecider.DomainDecision.Routed;
import io.dormouse.core.domain.DomainDecider.ToldInstance;
import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.Outbox;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.Sink;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The Streams shell of the register of domains. */
final class DomainProcessor implements Processor<String, DomainCommandEnvelope, String, byte[]> {

  static final String ROUTES = "domain-routes";
  static final Sink<DomainRoute> VIEWS =
      new Sink<>("domains-sink", Topic.DOMAINS, Codecs.DOMAIN_ROUTE);
  static final Sink<CommandEnvelope> INSTANCE_COMMANDS =
      new Sink<>("domain-instance-commands-sink", Topic.INSTANCE_COMMANDS, Codecs.INSTANCE_COMMAND);
  static final Sink<Rejection> REJECTIONS =
      new Sink<>("domain-rejections-sink", Topic.REJECTIONS, Codecs.REJECTION);

  private final DomainPolicy policy;
  private Outbox outbox;
  private RecordStore<DomainRoute> routes;

  @SuppressWarnings("NullAway.Init")
  DomainProcessor(DomainPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    outbox = new Outbox(context);
    routes = RecordStore.of(context, ROUTES, Codecs.DOMAIN_ROUTE);
  }

  @Override
  public void process(Record<String, DomainCommandEnvelope> record) {
    DomainCommandEnvelope envelope = record.value();
    String domain = envelope.command().domain().value();
    Instant now = Instant.ofEpochMilli(record.timestamp());
    Outbox.TurnWrites writes = outbox.turn(now);
    switch (DomainDecider.decide(routes.get(domain), envelope, policy, now)) {
      case Routed(var route, var told) -> {
        writes.put(routes, domain, route);
        writes.send(VIEWS, domain, route);
        if (told != null) {
          writes.send(INSTANCE_COMMANDS, told.instance().value(), command(told, envelope));
        }
      }
      case Refused(var verdict, var reason, var message) ->
          writes.send(
              REJECTIONS,
              domain,
              new Rejection(
                  envelope.id(), envelope.actor(), domain, verdict, reason, message, List.of()));
    }
    writes.write();
  }

  private static CommandEnvelope command(ToldInstance told, DomainCommandEnvelope envelope) {
    return new CommandEnvelope(
        DerivedId.of("domain-" + envelope.id()), Actor.system("domains"), told.command());
  }
}
