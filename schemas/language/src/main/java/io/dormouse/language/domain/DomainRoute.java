package io.dormouse.language.domain;

import io.dormouse.language.command.CommandId;
import java.time.Instant;

/**
 * A domain and its current target.
 *
 * @param since time of the last change of its target or options
 * @param claimedBy the command that set it
 */
public record DomainRoute(
    DomainName domain,
    RouteTarget target,
    Instant since,
    CommandId claimedBy,
    DomainOptions options) {

  /** A route with the default options. */
  public DomainRoute(DomainName domain, RouteTarget target, Instant since, CommandId claimedBy) {
    this(domain, target, since, claimedBy, DomainOptions.DEFAULT);
  }
}
