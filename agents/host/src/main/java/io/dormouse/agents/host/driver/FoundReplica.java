package io.dormouse.agents.host.driver;

import io.dormouse.language.instance.ReplicaId;
import org.jspecify.annotations.Nullable;

/**
 * A container or process of this host, as a driver found it.
 *
 * @param generation that it runs, or ran, under
 * @param specHash hash of the spec that it was made from
 * @param credentials version of the instance's own credentials that it was made with, 0 for none
 * @param outdated true if its image's name stands for another image by now
 * @param exit its end, once it has ended
 */
public record FoundReplica(
    ReplicaHandle handle,
    ReplicaId replica,
    long generation,
    FoundState state,
    String specHash,
    long credentials,
    boolean outdated,
    long memoryBytes,
    @Nullable Exit exit) {}
