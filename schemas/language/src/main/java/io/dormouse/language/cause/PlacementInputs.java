package io.dormouse.language.cause;

/**
 * What a placement was decided from.
 *
 * @param policy version of the rule, such as {@code spread/1}
 * @param candidates hosts that had room
 * @param memoryBytes what the replica needs
 * @param hostFreeBytes what the chosen host had free before it
 */
public record PlacementInputs(
    String policy, int candidates, long memoryBytes, long hostFreeBytes) {}
