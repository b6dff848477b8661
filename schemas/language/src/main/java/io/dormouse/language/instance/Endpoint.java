package io.dormouse.language.instance;

/**
 * Where one replica serves.
 *
 * @param replica its number among those of the instance
 */
public record Endpoint(int replica, long generation, String address, int port) {}
