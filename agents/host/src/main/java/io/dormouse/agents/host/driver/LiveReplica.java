package io.dormouse.agents.host.driver;

import java.util.concurrent.CompletableFuture;

/**
 * A replica that was started.
 *
 * @param address its address as seen from this host
 * @param end completed as soon as it has ended, for any reason
 */
public record LiveReplica(String address, int port, CompletableFuture<Exit> end) {}
