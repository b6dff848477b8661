package io.dormouse.agents.provisioner.database.register;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.SealedCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Entry of a tenant in a server's register.
 *
 * @param server the name of the server
 * @param request the newest request that was begun; older ones change nothing any more
 * @param keeper the number of the role that keeps the tenant's roles
 * @param seeded true if the sample content is in
 * @param bucketFeatures features that were switched on for the bucket, empty before it is there
 * @param sealed the only valid credentials, or null if there are none
 */
public record Registered(
    ResourceId resource,
    InstanceId instance,
    String server,
    long request,
    int keeper,
    boolean seeded,
    String bucketFeatures,
    @Nullable SealedCredentials sealed) {}
