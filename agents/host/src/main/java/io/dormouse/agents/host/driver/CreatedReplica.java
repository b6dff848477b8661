package io.dormouse.agents.host.driver;

import java.time.Instant;

/**
 * A replica that was made and not started yet.
 *
 * @param imagePresent when it was certain that its image is there
 */
public record CreatedReplica(ReplicaHandle handle, Instant imagePresent) {}
