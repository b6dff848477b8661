package io.dormouse.schemas.domain;

import io.dormouse.schemas.instance.CommandId;
import java.time.Instant;

/**
 * A domain and where it leads now.
 *
 * @param claimedBy the command that set it
 */
public record DomainRoute(
    DomainName domain, RouteTarget target, Instant since, CommandId claimedBy) {}
