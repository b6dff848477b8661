package io.dormouse.sample.config;

/**
 * The tenant and the container of this process.
 *
 * @param generation grows at every placement of the replica
 */
public record Identity(String instance, String replica, long generation) {}
