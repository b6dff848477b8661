package io.dormouse.schemas.host;

import io.dormouse.schemas.instance.ReplicaId;

/** A replica that takes memory on a host. */
public record HeldReplica(ReplicaId replica, long generation, HeldState state, long memoryBytes) {}
