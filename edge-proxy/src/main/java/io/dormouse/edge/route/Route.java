package io.dormouse.edge.route;

import io.dormouse.schemas.domain.DomainOptions;
import io.dormouse.schemas.domain.RouteTarget;

/** Where a domain leads, and how requests for it are treated. */
public record Route(RouteTarget target, DomainOptions options) {}
