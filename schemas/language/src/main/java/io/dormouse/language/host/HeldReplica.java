package io.dormouse.language.host;

import io.dormouse.language.instance.ReplicaId;

/** A replica that takes memory on a host. */
public record HeldReplica(ReplicaId replica, long generation, HeldState state, long memoryBytes) {}
