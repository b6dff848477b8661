package io.dormouse.language.cause;

import java.time.Duration;
import java.time.Instant;

/**
 * Inputs of the decision on a passivation.
 *
 * @param lastUse the later of ready and the last activity
 * @param idle the idle time that the policy asks for
 * @param idleFor the idle time found
 */
public record PassivationInputs(
    Instant readyAt, Instant lastUse, int openConnections, Duration idle, Duration idleFor) {}
