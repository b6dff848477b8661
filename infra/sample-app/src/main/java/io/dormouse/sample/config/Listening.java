package io.dormouse.sample.config;

import java.time.Duration;

/**
 * The address at which the app accepts requests, and when it begins.
 *
 * @param bootDelay wait before listening
 * @param drainTimeout the longest that running requests may go on after the order to stop
 */
public record Listening(String bind, int port, Duration bootDelay, Duration drainTimeout) {}
