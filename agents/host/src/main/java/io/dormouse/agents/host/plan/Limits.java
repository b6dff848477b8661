package io.dormouse.agents.host.plan;

/**
 * What a host may do.
 *
 * @param memoryBudgetBytes what replicas may reserve in all
 * @param startsInFlight how many replicas may be starting at once
 * @param endedKept how many replicas that ended are kept for a quick start
 */
public record Limits(long memoryBudgetBytes, int startsInFlight, int endedKept) {}
