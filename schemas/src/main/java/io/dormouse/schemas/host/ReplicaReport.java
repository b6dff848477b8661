package io.dormouse.schemas.host;

import io.dormouse.schemas.instance.CommandId;
import io.dormouse.schemas.instance.ReplicaId;

/**
 * A fact about one replica.
 *
 * @param id names the report; a repeated fact may have the same id or another, both change nothing
 * @param generation that the host was told to run or stop
 */
public record ReplicaReport(
    CommandId id, HostId host, ReplicaId replica, long generation, ReplicaStatus status) {}
