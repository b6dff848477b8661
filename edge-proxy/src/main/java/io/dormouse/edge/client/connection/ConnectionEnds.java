package io.dormouse.edge.client.connection;

/**
 * Both ends of a connection, by its PROXY header or else by the socket.
 *
 * @param address of the client; IPv6 as in RFC 5952
 * @param trusted true if it is a trusted proxy, whose information about clients is believed
 * @param port of the edge
 */
public record ConnectionEnds(String address, boolean trusted, int port) {}
