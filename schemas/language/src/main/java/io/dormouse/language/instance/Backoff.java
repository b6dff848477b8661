package io.dormouse.language.instance;

import java.time.Instant;

/**
 * Time at which a failed instance may be tried again.
 *
 * @param policy version of the rule
 * @param attempt failures in a row, the newest included
 */
public record Backoff(String policy, int attempt, Instant retryAt) {}
