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
import io.dormouse.streams.topology.Outbox;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** The Streams shell of the register of domains. */
final class DomainProcessor implements Processor<String, DomainCommandEnvelope, String, Object> {

  static final String ROUTES = "domain-routes";
  static final String VIEWS = "domains-sink";
  static final String INSTANCE_COMMANDS = "domain-instance-commands-sink";
  static final String REJECTIONS = "domain-rejections-sink";

  private final DomainPolicy policy;
  private Outbox outbox;
  private KeyValueStore<String, DomainRoute> routes;

  @SuppressWarnings("NullAway.Init")
  DomainProcessor(DomainPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    outbox = new Outbox(context);
    routes = context.getStateStore(ROUTES);
  }

  @Override
  public void process(Record<String, DomainCommandEnvelope> record) {
    DomainCommandEnvelope envelope = record.value();
    String domain = envelope.command().domain().value();
    Instant now = Instant.ofEpochMilli(record.timestamp());
    switch (DomainDecider.decide(routes.get(domain), envelope, policy, now)) {
      case Routed(var route, var told) -> {
        routes.put(domain, route);
        outbox.send(VIEWS, domain, route, now);
        if (told != null) {
          tell(told, envelope, now);
        }
      }
      case Refused(var verdict, var reason, var message) ->
          outbox.send(
              REJECTIONS,
              domain,
              new Rejection(
                  envelope.id(), envelope.actor(), domain, verdict, reason, message, List.of()),
              now);
    }
  }

  private void tell(ToldInstance told, DomainCommandEnvelope envelope, Instant now) {
    outbox.send(
        INSTANCE_COMMANDS,
        told.instance().value(),
        new CommandEnvelope(
            DerivedId.of("domain-" + envelope.id()), Actor.system("domains"), told.command()),
        now);
  }
}
