package io.dormouse.language.domain;

import io.dormouse.language.instance.InstanceId;
import org.jspecify.annotations.Nullable;

/** Commands to the register of domains. */
public sealed interface DomainCommand {

  DomainName domain();

  /**
   * Routes the domain to the target, unless it belongs to another.
   *
   * @param options the new options, or null to keep the present ones
   */
  record ClaimDomain(DomainName domain, RouteTarget target, @Nullable DomainOptions options)
      implements DomainCommand {

    /** A claim that keeps the present options. */
    public ClaimDomain(DomainName domain, RouteTarget target) {
      this(domain, target, null);
    }
  }

  /**
   * Frees the domain.
   *
   * @param holder the only instance from which it is freed, or null for any holder
   */
  record ReleaseDomain(DomainName domain, @Nullable InstanceId holder) implements DomainCommand {}
}
