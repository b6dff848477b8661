package io.dormouse.sample.config;

/**
 * Which container of which tenant this process is.
 *
 * @param generation grows at every placement of the replica
 */
public record Identity(String instance, String replica, long generation) {}
