package io.dormouse.agents.provisioner.plan;

import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.resources.SeedName;
import org.jspecify.annotations.Nullable;

/** One thing to do for a tenant. */
public sealed interface PlannedStep {

  /**
   * Enter the tenant in the register of a server; then plan again.
   *
   * @param server its name, or null to choose the one with the fewest tenants
   */
  record Bind(@Nullable String server) implements PlannedStep {}

  record TellDatabaseChosen(String server) implements PlannedStep {}

  record EnsureSchema() implements PlannedStep {}

  record EnsureBucket() implements PlannedStep {}

  /** Make keys; the older ones stay valid. */
  record ObtainKeys() implements PlannedStep {}

  /**
   * Nobody gets in, and nobody who was in still is, except with the keys that were obtained before.
   */
  record EndAccess() implements PlannedStep {}

  record Seed(SeedName name) implements PlannedStep {}

  /** Make a login, seal it with the keys, keep both, tell them. */
  record IssueCredentials() implements PlannedStep {}

  /** The credentials of this request, which an earlier run issued. */
  record TellProvided(SealedCredentials sealed) implements PlannedStep {}

  record TellRevoked() implements PlannedStep {}

  /** Write the archive and tell where. */
  record Export() implements PlannedStep {}

  record RemoveSchema() implements PlannedStep {}

  record TellSchemaDropped() implements PlannedStep {}

  record RemoveBucket() implements PlannedStep {}

  /** Nothing of the tenant stays in the register. */
  record Forget() implements PlannedStep {}

  record TellBucketDeleted() implements PlannedStep {}
}
