package io.dormouse.streams.api.http;

/**
 * The other end of a connection, and who it showed to be.
 *
 * @param address of the other end, as the connection has it
 */
public record Sender(String address, Principal principal) {}
