package io.dormouse.language.resources;

/**
 * Valid credentials of one replica.
 *
 * @param replica index of the replica
 * @param version number of the request that they are issued for
 * @param issued true if the replica has them already; they stay as they are
 */
public record ReplicaAccess(int replica, long version, boolean issued) {}
