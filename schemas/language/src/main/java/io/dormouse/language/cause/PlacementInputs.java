package io.dormouse.language.cause;

/**
 * Inputs of the decision on a placement.
 *
 * @param policy version of the rule, such as {@code spread/1}
 * @param candidates hosts that had room
 * @param memoryBytes memory that the replica needs
 * @param hostFreeBytes free memory of the chosen host before it
 */
public record PlacementInputs(
    String policy, int candidates, long memoryBytes, long hostFreeBytes) {}
