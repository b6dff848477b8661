package io.dormouse.agents.host.plan;

import java.time.Duration;

/**
 * Limits of a host.
 *
 * @param memoryBudgetBytes memory that all replicas together may reserve
 * @param startsInFlight most replicas that may be starting at once
 * @param endedKept most ended replicas that are kept for a quick start
 * @param endedKeptFor longest time that each of them is kept; zero keeps none
 */
public record Limits(
    long memoryBudgetBytes, int startsInFlight, int endedKept, Duration endedKeptFor) {}
