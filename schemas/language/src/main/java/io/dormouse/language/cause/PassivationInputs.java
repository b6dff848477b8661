package io.dormouse.language.cause;

import java.time.Duration;
import java.time.Instant;

/**
 * What a passivation was decided from.
 *
 * @param lastUse the later of ready and the last activity
 * @param idle the idle time that the policy asks for
 * @param idleFor the idle time found
 */
public record PassivationInputs(
    Instant readyAt, Instant lastUse, int openConnections, Duration idle, Duration idleFor) {}
