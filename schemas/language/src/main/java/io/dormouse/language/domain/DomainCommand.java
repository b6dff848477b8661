package io.dormouse.language.domain;

import io.dormouse.language.instance.InstanceId;
import org.jspecify.annotations.Nullable;

/** Commands to the register of domains. */
public sealed interface DomainCommand {

  DomainName domain();

  /**
   * Routes the domain to the target, unless it belongs to another.
   *
   * @param options from now on; null leaves them as they are
   */
  record ClaimDomain(DomainName domain, RouteTarget target, @Nullable DomainOptions options)
      implements DomainCommand {

    /** Leaves the options as they are. */
    public ClaimDomain(DomainName domain, RouteTarget target) {
      this(domain, target, null);
    }
  }

  /**
   * Frees the domain.
   *
   * @param holder frees it only if this instance holds it; null frees it from whoever does
   */
  record ReleaseDomain(DomainName domain, @Nullable InstanceId holder) implements DomainCommand {}
}
