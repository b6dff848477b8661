package io.dormouse.agents.provisioner.export;

/**
 * A tenant's data in one file.
 *
 * @param location a path or an {@code s3://} address
 */
public record Archive(String location, long bytes) {}
