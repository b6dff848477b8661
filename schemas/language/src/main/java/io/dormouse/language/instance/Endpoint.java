package io.dormouse.language.instance;

/**
 * Address of one replica.
 *
 * @param replica its number among those of the instance
 */
public record Endpoint(int replica, long generation, String address, int port) {}
