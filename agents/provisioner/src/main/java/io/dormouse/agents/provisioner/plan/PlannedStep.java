package io.dormouse.agents.provisioner.plan;

import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.resources.SeedName;
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

  /** Make S3 keys; older ones stay valid. */
  record ObtainKeys() implements PlannedStep {}

  /**
   * End all access of the tenant, open sessions included, except with the keys that were obtained
   * before.
   */
  record EndAccess() implements PlannedStep {}

  record Seed(SeedName name) implements PlannedStep {}

  /** Make a login, seal it together with the keys, keep the sealed credentials and report them. */
  record IssueCredentials() implements PlannedStep {}

  /** Report the credentials of this request, which an earlier run issued. */
  record TellProvided(SealedCredentials sealed) implements PlannedStep {}

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
