package io.dormouse.schemas.domain;

import io.dormouse.schemas.instance.InstanceId;
import org.jspecify.annotations.Nullable;

/** What can be asked of the register of domains. */
public sealed interface DomainCommand {

  DomainName domain();

  /** Routes the domain to the target, unless it belongs to another. */
  record ClaimDomain(DomainName domain, RouteTarget target) implements DomainCommand {}

  /**
   * Frees the domain.
   *
   * @param holder frees it only if this instance holds it; null frees it from whoever does
   */
  record ReleaseDomain(DomainName domain, @Nullable InstanceId holder) implements DomainCommand {}
}
