package io.dormouse.language.domain;

import io.dormouse.language.command.CommandId;
import java.time.Instant;

/**
 * A domain and where it leads now.
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

  /** With the options that a domain has by default. */
  public DomainRoute(DomainName domain, RouteTarget target, Instant since, CommandId claimedBy) {
    this(domain, target, since, claimedBy, DomainOptions.DEFAULT);
  }
}
