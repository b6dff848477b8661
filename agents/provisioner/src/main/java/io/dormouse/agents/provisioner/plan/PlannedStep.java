package io.dormouse.agents.provisioner.plan;

import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.SeedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing to do for a tenant. */
public sealed interface PlannedStep {

  /**
   * Enter the tenant in the register of a server. The plan is made anew afterwards.
   *
   * @param server the server's name, or null for the one with the fewest tenants
   */
  record Bind(@Nullable String server) implements PlannedStep {}

  record TellDatabaseChosen(String server) implements PlannedStep {}

  record EnsureSchema() implements PlannedStep {}

  record EnsureBucket() implements PlannedStep {}

  /** Make S3 keys for each replica; older ones stay valid. */
  record ObtainKeys(List<ReplicaAccess> missing) implements PlannedStep {}

  /**
   * End all access of the tenant, open sessions included, except that of the replicas listed and
   * with the keys that were obtained before.
   */
  record EndAccess(List<ReplicaAccess> except) implements PlannedStep {}

  record Seed(SeedName name) implements PlannedStep {}

  /**
   * Make a login for each replica, seal it together with the keys, keep the sealed credentials and
   * report them all.
   */
  record IssueCredentials(List<ReplicaAccess> missing) implements PlannedStep {}

  /**
   * Report the credentials of this request, which an earlier run issued; none if none are asked.
   */
  record TellProvided(List<ReplicaCredentials> credentials) implements PlannedStep {}

  record TellRevoked() implements PlannedStep {}

  /** Write the archive and report its location. */
  record Export() implements PlannedStep {}

  record RemoveSchema() implements PlannedStep {}

  record TellSchemaDropped() implements PlannedStep {}

  record RemoveBucket() implements PlannedStep {}

  /** Delete the tenant from the register. */
  record Forget() implements PlannedStep {}

  record TellBucketDeleted() implements PlannedStep {}
}
