package io.dormouse.language.blueprint;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.owner.Plan;
import io.dormouse.language.owner.PlanId;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.resources.SeedName;
import org.jspecify.annotations.Nullable;

/** Commands about blueprints and plans. */
public sealed interface BlueprintCommand {

  /** Name of the blueprint or plan, and key of the command. */
  String name();

  /**
   * Creates the blueprint, or makes a new version of it.
   *
   * <p>The constructor throws {@link IllegalArgumentException} as that of {@link Blueprint} does.
   *
   * @param seed sample content for the instance's own resources, or null
   * @param expectedVersion the only version that it may replace, 0 for none, or null for any
   */
  record PutBlueprint(
      BlueprintId id,
      ReplicaSpec spec,
      int replicas,
      PassivationPolicy passivation,
      PoolName pool,
      ResourceMode resources,
      @Nullable SeedName seed,
      @Nullable Integer expectedVersion)
      implements BlueprintCommand {

    public PutBlueprint {
      new Blueprint(id, 1, spec, replicas, passivation, pool, resources, seed);
    }

    @Override
    public String name() {
      return id.value();
    }

    /** The version of the blueprint that has this content. */
    public Blueprint version(int version, @Nullable CommandId changedBy, @Nullable Actor changer) {
      return new Blueprint(
          id, version, spec, replicas, passivation, pool, resources, seed, changedBy, changer);
    }

    /** True if that version has this content. */
    public boolean isContentOf(Blueprint blueprint) {
      return version(blueprint.version(), blueprint.changedBy(), blueprint.changer())
          .equals(blueprint);
    }
  }

  /** Creates or replaces the plan. */
  record PutPlan(Plan plan) implements BlueprintCommand {

    @Override
    public String name() {
      return plan.id().value();
    }
  }

  /** Removes the plan. Instances keep the terms that it had. */
  record RemovePlan(PlanId plan) implements BlueprintCommand {

    @Override
    public String name() {
      return plan.value();
    }
  }
}
