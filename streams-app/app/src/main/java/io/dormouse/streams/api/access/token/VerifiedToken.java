package io.dormouse.streams.api.access.token;

import io.dormouse.streams.api.http.Principal;
import java.time.Instant;

/**
 * A token whose signature and claims are good.
 *
 * @param until time from which it is not any more
 */
public record VerifiedToken(Principal principal, Instant until) {}
