package io.dormouse.streams.api.view;

import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.access.ApiKey;
import io.dormouse.language.access.ApiKeyId;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.owner.SignUpView;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compacted topics as tables, and the decisions as they arrive. One reader fills both, so the
 * tables of domains, blueprints and plans show a decision before it is announced.
 */
public final class Tables implements AutoCloseable {

  private final Subscriptions<Object, Boolean> changes = new Subscriptions<>();
  private final Table<InstanceId, InstanceView> instances;
  private final Table<DomainName, DomainRoute> domains;
  private final Table<CommandId, SignUpView> signUps;
  private final Table<BlueprintId, Blueprint> blueprints;
  private final Table<PlanId, Plan> plans;
  private final Table<HostId, HostView> hosts;
  private final Table<ApiKeyId, ApiKey> keys;
  private final Subscriptions<DecisionKey, CommandResult> decisions = new Subscriptions<>();
  private final TopicReader reader;

  public Tables(KafkaSettings kafka, TopicWriter deadLetters, AnnouncedSchemas schemas) {
    instances =
        new Table<>(
            Codecs.INSTANCE_VIEW.reading(schemas),
            view -> Set.of(view.status(), view.owner()),
            changes);
    domains =
        new Table<>(Codecs.DOMAIN_ROUTE.reading(schemas), route -> Set.of(route.target()), changes);
    signUps = new Table<>(Codecs.SIGN_UP_VIEW.reading(schemas), changes);
    blueprints = new Table<>(Codecs.BLUEPRINT.reading(schemas), changes);
    plans = new Table<>(Codecs.PLAN.reading(schemas), changes);
    keys = new Table<>(Codecs.API_KEY.reading(schemas), changes);
    hosts = new Table<>(Codecs.HOST_VIEW.reading(schemas), changes);
    reader =
        new TopicReader(
            kafka,
            "api",
            deadLetters,
            List.of(
                Source.table(
                    Topic.INSTANCES,
                    Codecs.INSTANCE_VIEW.reading(schemas),
                    (key, view, raw) -> instances.put(new InstanceId(key), raw.value())),
                Source.table(
                    Topic.DOMAINS,
                    Codecs.DOMAIN_ROUTE.reading(schemas),
                    (key, route, raw) -> routed(new DomainName(key), route, raw.value())),
                Source.table(
                    Topic.BLUEPRINTS,
                    Codecs.BLUEPRINT.reading(schemas),
                    (key, blueprint, raw) -> changed(new BlueprintId(key), blueprint, raw.value())),
                Source.table(
                    Topic.PLANS,
                    Codecs.PLAN.reading(schemas),
                    (key, plan, raw) -> changed(new PlanId(key), plan, raw.value())),
                Source.table(
                    Topic.SIGNUP_VIEWS,
                    Codecs.SIGN_UP_VIEW.reading(schemas),
                    (key, signUp, raw) -> signUps.put(new CommandId(key), raw.value())),
                Source.table(
                    Topic.HOSTS,
                    Codecs.HOST_VIEW.reading(schemas),
                    (key, host, raw) -> hosts.put(new HostId(key), raw.value())),
                Source.table(
                    Topic.API_KEYS,
                    Codecs.API_KEY.reading(schemas),
                    (key, value, raw) -> keys.put(new ApiKeyId(key), raw.value())),
                Source.news(
                    Topic.INSTANCE_EVENTS,
                    Codecs.INSTANCE_EVENT.reading(schemas),
                    (key, event, raw) -> {
                      if (event != null) {
                        decisions.publish(
                            new DecisionKey.ByCommand(event.causedBy()),
                            new CommandResult.EventRecorded(event));
                      }
                    }),
                Source.news(
                    Topic.REJECTIONS,
                    Codecs.REJECTION.reading(schemas),
                    (key, rejection, raw) -> {
                      if (rejection != null) {
                        decisions.publish(
                            new DecisionKey.ByCommand(rejection.command()),
                            new CommandResult.Declined(rejection));
                      }
                    })));
  }

  private void routed(DomainName domain, @Nullable DomainRoute route, byte @Nullable [] row) {
    domains.put(domain, row);
    decisions.publish(
        route == null
            ? new DecisionKey.ByRelease(domain)
            : new DecisionKey.ByCommand(route.claimedBy()),
        new CommandResult.RouteChanged());
  }

  private void changed(BlueprintId id, @Nullable Blueprint blueprint, byte @Nullable [] row) {
    blueprints.put(id, row);
    if (blueprint != null && blueprint.changedBy() != null) {
      decisions.publish(
          new DecisionKey.ByCommand(blueprint.changedBy()),
          new CommandResult.BlueprintChanged(blueprint));
    }
  }

  private void changed(PlanId id, @Nullable Plan plan, byte @Nullable [] row) {
    boolean created = plans.find(id).isEmpty();
    plans.put(id, row);
    decisions.publish(
        plan == null ? new DecisionKey.ByRemoval(id) : new DecisionKey.ByPlan(plan),
        new CommandResult.PlanChanged(created));
  }

  public Table<InstanceId, InstanceView> instances() {
    return instances;
  }

  public Table<DomainName, DomainRoute> domains() {
    return domains;
  }

  public Table<BlueprintId, Blueprint> blueprints() {
    return blueprints;
  }

  public Table<CommandId, SignUpView> signUps() {
    return signUps;
  }

  public Table<PlanId, Plan> plans() {
    return plans;
  }

  public Table<ApiKeyId, ApiKey> keys() {
    return keys;
  }

  /** Subscribes to the next change of any of the keys in any table, until closed. */
  public Subscriptions<Object, Boolean>.Subscription nextChange(List<?> keys) {
    return changes.subscribe(keys);
  }

  public Table<HostId, HostView> hosts() {
    return hosts;
  }

  public Subscriptions<DecisionKey, CommandResult> decisions() {
    return decisions;
  }

  public boolean caughtUp() {
    return reader.caughtUp().isDone();
  }

  @Override
  public void close() {
    reader.close();
  }
}
