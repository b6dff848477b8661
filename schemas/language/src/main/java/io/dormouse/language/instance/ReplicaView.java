package io.dormouse.language.instance;

import io.dormouse.language.cause.Failure;
import io.dormouse.language.host.HostId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The current state of one replica.
 *
 * @param replica index of the replica
 * @param since time at which the stage was entered, or null while it is absent
 * @param generation newest generation, 0 before the first
 * @param host host that holds it or may hold it, or null for none
 * @param failure its failure, while it backs off
 */
public record ReplicaView(
    int replica,
    ReplicaStage status,
    @Nullable Instant since,
    long generation,
    @Nullable HostId host,
    @Nullable Failure failure,
    @Nullable Backoff backoff) {}
