package io.dormouse.agents.provisioner.plan;

import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.plan.PlannedStep.Bind;
import io.dormouse.agents.provisioner.plan.PlannedStep.EndAccess;
import io.dormouse.agents.provisioner.plan.PlannedStep.EnsureBucket;
import io.dormouse.agents.provisioner.plan.PlannedStep.EnsureSchema;
import io.dormouse.agents.provisioner.plan.PlannedStep.Export;
import io.dormouse.agents.provisioner.plan.PlannedStep.Forget;
import io.dormouse.agents.provisioner.plan.PlannedStep.IssueCredentials;
import io.dormouse.agents.provisioner.plan.PlannedStep.ObtainKeys;
import io.dormouse.agents.provisioner.plan.PlannedStep.RemoveBucket;
import io.dormouse.agents.provisioner.plan.PlannedStep.RemoveSchema;
import io.dormouse.agents.provisioner.plan.PlannedStep.Seed;
import io.dormouse.agents.provisioner.plan.PlannedStep.TellBucketDeleted;
import io.dormouse.agents.provisioner.plan.PlannedStep.TellDatabaseChosen;
import io.dormouse.agents.provisioner.plan.PlannedStep.TellProvided;
import io.dormouse.agents.provisioner.plan.PlannedStep.TellRevoked;
import io.dormouse.agents.provisioner.plan.PlannedStep.TellSchemaDropped;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.SeedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans the steps from the register's state of a tenant to the one that a command asks for. Every
 * step is safe to repeat, so the plan depends only on what must not happen twice: the choice of a
 * server, the seed, and credentials that were handed out.
 */
public final class ResourcePlanner {

  private ResourcePlanner() {}

  /**
   * The steps, in their order; none if a newer request was begun before.
   *
   * @param found the register's entry, or null if no server knows the tenant
   */
  public static List<PlannedStep> plan(ResourceCommand command, @Nullable Registered found) {
    if (found != null && found.request() > command.request()) {
      return List.of();
    }
    return switch (command) {
      case ProvideResources provide -> provide(provide, found);
      case RevokeResources revoke ->
          revoke.export()
              ? List.of(new EndAccess(List.of()), new TellRevoked(), new Export())
              : List.of(new EndAccess(List.of()), new TellRevoked());
      case RemoveResources remove ->
          List.of(
              new EndAccess(List.of()),
              new RemoveSchema(),
              new TellSchemaDropped(),
              new RemoveBucket(),
              new Forget(),
              new TellBucketDeleted());
    };
  }

  private static List<PlannedStep> provide(ProvideResources command, @Nullable Registered found) {
    if (found == null) {
      return List.of(new Bind(command.server()));
    }
    List<PlannedStep> steps = new ArrayList<>();
    if (command.server() == null) {
      steps.add(new TellDatabaseChosen(found.server()));
    }
    List<ReplicaAccess> missing = command.access().stream().filter(one -> !one.issued()).toList();
    List<ReplicaCredentials> kept = kept(command, missing, found);
    if (!missing.isEmpty() && kept.size() == missing.size()) {
      // Older access ended before these were kept.
      steps.add(new TellProvided(kept));
      return List.copyOf(steps);
    }
    steps.add(new EnsureSchema());
    steps.add(new EnsureBucket());
    if (!missing.isEmpty()) {
      // Keys come before older access ends, so that a server that gives none locks nobody out.
      steps.add(new ObtainKeys(missing));
    }
    steps.add(new EndAccess(command.access().stream().filter(ReplicaAccess::issued).toList()));
    SeedName seed = command.seed();
    if (seed != null && !found.seeded()) {
      steps.add(new Seed(seed));
    }
    steps.add(missing.isEmpty() ? new TellProvided(List.of()) : new IssueCredentials(missing));
    return List.copyOf(steps);
  }

  /** Credentials that an earlier run of the same request issued. */
  private static List<ReplicaCredentials> kept(
      ProvideResources command, List<ReplicaAccess> missing, Registered found) {
    return found.credentials().stream()
        .filter(one -> one.credentials().version() == command.request())
        .filter(one -> missing.stream().anyMatch(access -> Registered.isOf(one, access)))
        .toList();
  }
}
