package io.dormouse.streams.instance;

import io.dormouse.core.instance.DeadlineDecider;
import io.dormouse.core.instance.DecisionContext;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandEnvelope;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.ChangePlan;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.RecordSerdes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The stores that a turn of an instance reads and writes.
 *
 * @param watchedSince start of this task; use before it counts as use at it
 */
record InstanceStores(
    KeyValueStore<String, Existing> states,
    KeyValueStore<String, ActivityLedger> activity,
    KeyValueStore<String, Blueprint> blueprints,
    KeyValueStore<String, Plan> plans,
    KeyValueStore<String, HostView> hosts,
    DeadlineStore deadlines,
    Instant watchedSince) {

  static final String STATES = "instance-states";
  static final String ACTIVITY = "instance-activity";
  static final String BLUEPRINTS = "blueprints";
  static final String PLANS = "plans";
  static final String HOSTS = "hosts";

  static final Codec<Existing> STATE_CODEC = Codecs.of("InstanceState", Existing.class);
  static final Codec<ActivityLedger> ACTIVITY_CODEC =
      Codecs.of("ActivityLedger", ActivityLedger.class);

  static InstanceStores of(ProcessorContext<String, Object> context) {
    return new InstanceStores(
        context.getStateStore(STATES),
        context.getStateStore(ACTIVITY),
        context.getStateStore(BLUEPRINTS),
        context.getStateStore(PLANS),
        context.getStateStore(HOSTS),
        new DeadlineStore(
            context.getStateStore(DeadlineStore.BY_TIME),
            context.getStateStore(DeadlineStore.BY_INSTANCE)),
        Instant.ofEpochMilli(context.currentSystemTimeMs()));
  }

  static List<StoreBuilder<?>> builders() {
    return Stream.concat(
            Stream.of(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(STATES),
                        Serdes.String(),
                        RecordSerdes.of(STATE_CODEC))
                    .withCachingDisabled(),
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(ACTIVITY),
                        Serdes.String(),
                        RecordSerdes.of(ACTIVITY_CODEC))
                    .withCachingDisabled()),
            DeadlineStore.builders().stream())
        .toList();
  }

  InstanceState load(InstanceId id) {
    Existing state = states.get(id.value());
    return state == null ? new InstanceState.None() : state;
  }

  void save(Existing state) {
    states.put(state.id().value(), state);
  }

  void record(InstanceId id, ActivityReport report, Instant now) {
    activity.put(id.value(), stored(id).with(report, now));
  }

  void arm(InstanceId id, InstanceState state, Instant now) {
    deadlines.arm(id, DeadlineDecider.deadline(state, ledger(id), now).orElse(null));
  }

  DecisionContext context(
      InstanceId id,
      InstanceState state,
      CommandEnvelope envelope,
      Instant now,
      InstanceDefaults rules) {
    return new DecisionContext(
        now,
        envelope.id(),
        envelope.actor(),
        envelope.command() instanceof CreateInstance create
            ? blueprints.get(create.blueprint().value())
            : null,
        plan(envelope.command()),
        lastHost(state),
        ledger(id),
        rules);
  }

  DecisionContext context(
      InstanceId id,
      InstanceState state,
      CommandId command,
      Actor actor,
      Instant now,
      InstanceDefaults rules) {
    return new DecisionContext(now, command, actor, null, null, lastHost(state), ledger(id), rules);
  }

  private @Nullable Plan plan(InstanceCommand command) {
    PlanId wanted =
        switch (command) {
          case CreateInstance create -> create.plan();
          case ChangePlan change -> change.plan();
          case InstanceCommand other -> null;
        };
    return wanted == null ? null : plans.get(wanted.value());
  }

  private @Nullable HostView lastHost(InstanceState state) {
    HostId host = state instanceof Living living ? living.facts().lastHost() : null;
    return host == null ? null : hosts.get(host.value());
  }

  private ActivityLedger ledger(InstanceId id) {
    return stored(id).watchedSince(watchedSince);
  }

  private ActivityLedger stored(InstanceId id) {
    return Objects.requireNonNullElse(activity.get(id.value()), ActivityLedger.EMPTY);
  }
}
