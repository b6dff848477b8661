package io.dormouse.streams.api.http.server;

import io.dormouse.streams.api.http.batch.BatchLimits;

/**
 * Limits of the listener.
 *
 * @param body largest body in bytes
 * @param streams most event streams at once
 */
public record ServerLimits(
    ConnectionLimits connections, long body, int streams, BatchLimits batches) {}
