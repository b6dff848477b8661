package io.dormouse.agents.host.driver;

import java.time.Instant;

/**
 * A replica that was made and not started yet.
 *
 * @param imagePresent time at which its image was known to be present
 */
public record CreatedReplica(ReplicaHandle handle, Instant imagePresent) {}
