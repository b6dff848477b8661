package io.dormouse.language.domain;

import io.dormouse.language.blueprint.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * Options of the edges for requests to a domain.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the canonical name is a wildcard.
 *
 * @param canonical the name that clients are sent to instead of this one, or null
 * @param https true if clients that come by plain HTTP are sent to HTTPS
 * @param timeouts time-outs for a URI target; instances have those of their blueprint
 */
public record DomainOptions(
    @Nullable DomainName canonical, boolean https, Robots robots, Timeouts timeouts) {

  public static final DomainOptions DEFAULT =
      new DomainOptions(null, false, Robots.DISALLOW, Timeouts.NONE);

  public DomainOptions {
    if (canonical != null && canonical.isWildcard()) {
      throw new IllegalArgumentException(
          "Expected the canonical name to be that of one host, but got '%s'.".formatted(canonical));
    }
  }
}
