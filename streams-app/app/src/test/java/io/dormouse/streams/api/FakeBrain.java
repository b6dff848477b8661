package io.dormouse.streams.api;

import io.dormouse.core.domain.DomainDecider;
import io.dormouse.core.domain.DomainDecider.Outcome;
import io.dormouse.core.domain.DomainPolicy;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.command.Rejection;
import io.dormouse.language.command.RejectionReason;
import io.dormouse.language.command.Verdict;
import io.dormouse.language.domain.DomainCommand.ClaimDomain;
import io.dormouse.language.domain.DomainCommand.ReleaseDomain;
import io.dormouse.language.domain.DomainCommandEnvelope;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget.ToInstance;
import io.dormouse.language.instance.EventId;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.owner.SignUpOutcome;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.domain.PublicSuffixList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers commands through the topics, as the streams app does. It keeps silent on instances called
 * {@code silent…}, and is late with the views of those called {@code late…}.
 */
final class FakeBrain implements AutoCloseable {

  private static final long LATE_MILLIS = 400;
  private static final DomainPolicy POLICY = PublicSuffixList.policy(new DomainName("localhost"));

  private final TopicWriter writer;
  private final TopicReader reader;
  private final FakeInstances instances = new FakeInstances();
  private final Map<InstanceId, Long> sequences = new HashMap<>();
  private final Map<DomainName, DomainRoute> domains = new HashMap<>();
  private final Set<CommandId> signUps = new HashSet<>();
  private final Set<InstanceId> lagging = new HashSet<>();

  FakeBrain(KafkaSettings kafka, TopicWriter writer) {
    this.writer = writer;
    this.reader =
        new TopicReader(
            kafka,
            "fake-brain",
            writer,
            List.of(
                Source.table(
                    Topic.BLUEPRINTS,
                    Codecs.BLUEPRINT,
                    (key, value, raw) -> instances.know(Objects.requireNonNull(value))),
                Source.news(
                    Topic.SIGNUPS,
                    Codecs.SIGN_UP,
                    (key, value, raw) -> signUp(Objects.requireNonNull(value))),
                Source.news(
                    Topic.INSTANCE_COMMANDS,
                    Codecs.INSTANCE_COMMAND,
                    (key, value, raw) ->
                        handle(new InstanceId(key), Objects.requireNonNull(value))),
                Source.news(
                    Topic.DOMAIN_COMMANDS,
                    Codecs.DOMAIN_COMMAND,
                    (key, value, raw) -> domain(Objects.requireNonNull(value)))));
    reader.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /**
   * Owners called {@code full…} have no room, of one called {@code mute} nothing is heard; for
   * instances called {@code lagging…} the blueprint is not known yet when they are first signed up
   * for.
   */
  private void signUp(SignUp signUp) {
    if (!signUps.add(signUp.id())) {
      return;
    }
    if (signUp.owner().value().equals("mute")) {
      return;
    }
    if (signUp.owner().value().startsWith("full")) {
      show(signUp, RejectionReason.QUOTA_REACHED);
      return;
    }
    if (signUp.wanted().value().startsWith("lagging") && lagging.add(signUp.wanted())) {
      show(signUp, RejectionReason.UNKNOWN_BLUEPRINT);
      return;
    }
    PlanId plan = signUp.plan() == null ? null : new PlanId(signUp.plan());
    Rejection rejection =
        handle(
            signUp.wanted(),
            new CommandEnvelope(
                signUp.id(),
                signUp.actor(),
                new CreateInstance(
                    signUp.blueprint(), null, signUp.domain(), signUp.owner(), plan)));
    show(signUp, rejection == null ? null : rejection.reason());
  }

  private void show(SignUp signUp, @Nullable RejectionReason reason) {
    writer.write(
        Topic.SIGNUP_VIEWS,
        signUp.id().value(),
        Codecs.SIGN_UP_VIEW,
        new SignUpView(
            signUp.id(),
            signUp.wanted(),
            signUp.blueprint(),
            signUp.domain(),
            signUp.owner(),
            signUp.plan() == null ? null : new PlanId(signUp.plan()),
            reason == null ? SignUpOutcome.ACCEPTED : SignUpOutcome.REFUSED,
            reason,
            reason == null ? null : "Expected otherwise, but " + reason + ".",
            FakeInstances.READY));
  }

  private @Nullable Rejection handle(InstanceId id, CommandEnvelope envelope) {
    if (id.value().startsWith("silent")) {
      return null;
    }
    FakeInstances.Reaction reaction = instances.react(id, envelope);
    if (reaction.rejection() != null) {
      writer.write(Topic.REJECTIONS, id.value(), Codecs.REJECTION, reaction.rejection());
      return reaction.rejection();
    }
    for (InstanceEvent event : reaction.events()) {
      long sequence = sequences.merge(id, 1L, Long::sum);
      writer.write(
          Topic.INSTANCE_EVENTS,
          id.value(),
          Codecs.INSTANCE_EVENT,
          new RecordedEvent(
              new EventId(envelope.id() + "/" + sequence),
              id,
              sequence,
              FakeInstances.READY,
              envelope.id(),
              envelope.actor(),
              event));
      if (event instanceof InstanceEvent.InstanceRequested requested) {
        route(
            new DomainRoute(
                requested.domain(),
                new ToInstance(id),
                FakeInstances.READY,
                new CommandId(envelope.id() + "+" + requested.domain())));
      }
    }
    if (id.value().startsWith("late")) {
      CompletableFuture.delayedExecutor(LATE_MILLIS, TimeUnit.MILLISECONDS)
          .execute(() -> publish(id, reaction));
    } else {
      publish(id, reaction);
    }
    return null;
  }

  private void publish(InstanceId id, FakeInstances.Reaction reaction) {
    if (reaction.view() == null) {
      writer.remove(Topic.INSTANCES, id.value());
    } else {
      writer.write(Topic.INSTANCES, id.value(), Codecs.INSTANCE_VIEW, reaction.view());
    }
  }

  private void domain(DomainCommandEnvelope envelope) {
    DomainName name = envelope.command().domain();
    DomainRoute held = domains.get(name);
    switch (envelope.command()) {
      case ClaimDomain claim -> {
        switch (DomainDecider.decide(held, envelope, POLICY, FakeInstances.READY)) {
          case Outcome.Routed routed -> route(Objects.requireNonNull(routed.route()));
          case Outcome.Refused refused -> decline(envelope, refused.verdict(), refused.reason());
        }
      }
      case ReleaseDomain release -> {
        if (domains.remove(release.domain()) == null) {
          decline(envelope, Verdict.REJECTED, RejectionReason.UNKNOWN_DOMAIN);
        } else {
          writer.remove(Topic.DOMAINS, name.value());
        }
      }
    }
  }

  private void route(DomainRoute route) {
    domains.put(route.domain(), route);
    writer.write(Topic.DOMAINS, route.domain().value(), Codecs.DOMAIN_ROUTE, route);
  }

  private void decline(DomainCommandEnvelope envelope, Verdict verdict, RejectionReason reason) {
    String domain = envelope.command().domain().value();
    writer.write(
        Topic.REJECTIONS,
        domain,
        Codecs.REJECTION,
        new Rejection(
            envelope.id(),
            envelope.actor(),
            domain,
            verdict,
            reason,
            "Expected otherwise, but " + reason + ".",
            List.of()));
  }

  @Override
  public void close() {
    reader.close();
  }
}
