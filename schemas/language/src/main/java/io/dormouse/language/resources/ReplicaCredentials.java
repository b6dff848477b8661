package io.dormouse.language.resources;

/**
 * New credentials of one replica.
 *
 * @param replica index of the replica
 */
public record ReplicaCredentials(int replica, SealedCredentials credentials) {}
