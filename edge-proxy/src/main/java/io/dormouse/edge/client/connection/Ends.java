package io.dormouse.edge.client.connection;

/**
 * Both ends of a connection, as a PROXY header told them, or else as they are.
 *
 * @param address of the client; IPv6 as in RFC 5952
 * @param trusted whether it is a trusted proxy, and believed what it tells of others
 * @param port of the edge
 */
public record Ends(String address, boolean trusted, int port) {}
