package io.dormouse.streams.instance;

import io.dormouse.core.instance.DecisionContext;
import io.dormouse.core.instance.InstanceInput;
import io.dormouse.core.instance.InstanceInput.Commanded;
import io.dormouse.core.instance.InstanceInput.Used;
import io.dormouse.core.instance.InstanceTurn;
import io.dormouse.core.instance.InstanceTurn.TurnResult;
import io.dormouse.core.instance.policy.ActivityLedger;
import io.dormouse.core.instance.policy.InstanceDefaults;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Existing;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.core.instance.state.Replica;
import io.dormouse.language.blueprint.Blueprint;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.instance.InstanceCommand;
import io.dormouse.language.instance.InstanceCommand.ChangePlan;
import io.dormouse.language.instance.InstanceCommand.ChangePolicy;
import io.dormouse.language.instance.InstanceCommand.CreateInstance;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.topology.Outbox.TurnWrites;
import io.dormouse.streams.topology.RecordStore;
import io.dormouse.streams.topology.StorePart;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Parts of one store that a turn of an instance reads and writes, and tables that it only reads.
 *
 * @param sweep finds the instances that follow a blueprint with a new version
 * @param watchedSince start of this task; use before it counts as use at it
 */
record InstanceStores(
    RecordStore<Existing> states,
    RecordStore<ActivityLedger> activity,
    KeyValueStore<String, Blueprint> blueprints,
    KeyValueStore<String, Plan> plans,
    KeyValueStore<String, HostView> hosts,
    DeadlineStore deadlines,
    BlueprintSweep sweep,
    Instant watchedSince) {

  static final String STATES = "instance-states";
  static final String BLUEPRINTS = "blueprints";
  static final String PLANS = "plans";
  static final String HOSTS = "hosts";

  /** Part of the store with the ledgers of use; the plain part has the states. */
  static final StorePart ACTIVITY = StorePart.named("activity");

  static final Codec<Existing> STATE_CODEC = Codecs.of("InstanceState", Existing.class);
  static final Codec<ActivityLedger> ACTIVITY_CODEC =
      Codecs.of("ActivityLedger", ActivityLedger.class);

  static InstanceStores of(ProcessorContext<String, byte[]> context) {
    return new InstanceStores(
        RecordStore.of(context, STATES, StorePart.PLAIN, STATE_CODEC),
        RecordStore.of(context, STATES, ACTIVITY, ACTIVITY_CODEC),
        context.getStateStore(BLUEPRINTS),
        context.getStateStore(PLANS),
        context.getStateStore(HOSTS),
        new DeadlineStore(context.getStateStore(STATES)),
        new BlueprintSweep(context.getStateStore(STATES), context.getStateStore(BLUEPRINTS)),
        Instant.ofEpochMilli(context.currentSystemTimeMs()));
  }

  /**
   * A turn that was loaded.
   *
   * @param used the ledger with the use that the turn reports; null if it reports none
   */
  record Loaded(InstanceTurn turn, @Nullable ActivityLedger used) {}

  /** An instance's turn, with all that it has to know. */
  Loaded turn(InstanceId id, InstanceInput input, Instant now, InstanceDefaults rules) {
    InstanceState state = load(id);
    InstanceCommand command = input instanceof Commanded(var envelope) ? envelope.command() : null;
    ActivityLedger stored =
        Objects.requireNonNullElse(activity.get(id.value()), ActivityLedger.EMPTY);
    ActivityLedger used = input instanceof Used(var report) ? stored.with(report, now) : null;
    return new Loaded(
        new InstanceTurn(
            id,
            state,
            input,
            new DecisionContext(
                now,
                input.id(id, state),
                input.actor(),
                blueprint(command, state),
                plan(command),
                lastHosts(state),
                Objects.requireNonNullElse(used, stored).watchedSince(watchedSince),
                rules)),
        used);
  }

  /** Adds what a turn stores. */
  void add(InstanceId id, @Nullable ActivityLedger used, TurnResult result, TurnWrites writes) {
    if (used != null) {
      writes.put(activity, id.value(), used);
    }
    if (!result.events().isEmpty() && result.after() instanceof Existing after) {
      writes.put(states, id.value(), after);
    }
    InstanceTurn.Deadline deadline = result.deadline();
    if (deadline != null) {
      deadlines.arm(id, deadline.at(), writes);
    }
  }

  private InstanceState load(InstanceId id) {
    Existing state = states.get(id.value());
    return state == null ? new InstanceState.None() : state;
  }

  private @Nullable Blueprint blueprint(@Nullable InstanceCommand command, InstanceState state) {
    BlueprintId wanted =
        switch (command) {
          case CreateInstance create -> create.blueprint();
          case ChangePolicy change when state instanceof Living living ->
              living.facts().origin().blueprint();
          case null, default -> null;
        };
    return wanted == null ? null : blueprints.get(wanted.value());
  }

  /** The new version of the blueprint that an instance of the sweep was made from, or null. */
  @Nullable Blueprint changedBlueprint(InstanceId id) {
    return load(id) instanceof Living living
        ? sweep.changed(living.facts().origin().blueprint().value())
        : null;
  }

  private @Nullable Plan plan(@Nullable InstanceCommand command) {
    PlanId wanted =
        switch (command) {
          case CreateInstance create -> create.plan();
          case ChangePlan change -> change.plan();
          case null, default -> null;
        };
    return wanted == null ? null : plans.get(wanted.value());
  }

  private Map<HostId, HostView> lastHosts(InstanceState state) {
    Map<HostId, HostView> views = new HashMap<>();
    if (state instanceof Living living) {
      for (Replica replica : living.facts().replicas()) {
        HostId host = replica.lastHost();
        HostView view = host == null ? null : hosts.get(host.value());
        if (view != null) {
          views.put(view.host(), view);
        }
      }
    }
    return views;
  }
}
