package io.dormouse.agents.host.driver;

import java.time.Instant;

/**
 * A replica that was made and not started yet.
 *
 * @param imagePresent time when its image was certainly there
 */
public record CreatedReplica(ReplicaHandle handle, Instant imagePresent) {}
