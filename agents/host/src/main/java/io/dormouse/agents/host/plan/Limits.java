package io.dormouse.agents.host.plan;

import java.time.Duration;

/**
 * What a host may do.
 *
 * @param memoryBudgetBytes what replicas may reserve in all
 * @param startsInFlight how many replicas may be starting at once
 * @param endedKept how many replicas that ended are kept for a quick start
 * @param endedKeptFor how long each of them is kept at most; zero is not at all
 */
public record Limits(
    long memoryBudgetBytes, int startsInFlight, int endedKept, Duration endedKeptFor) {}
