package io.dormouse.edge.wake;

import io.dormouse.language.cause.WakingRequest;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a request that may wake an instance.
 *
 * @param why the description of the request in the wake
 * @param network of the client, whose limit the wake counts towards; null for a wake that is free
 */
record Caller(WakingRequest why, @Nullable Long network) {}
