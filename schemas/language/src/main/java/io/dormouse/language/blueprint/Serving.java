package io.dormouse.language.blueprint;

/**
 * Rules by which the edges pass requests on to an application.
 *
 * @param sticky true if a client stays with the replica that answered it first
 */
public record Serving(Protocol protocol, boolean sticky, Timeouts timeouts) {

  public static final Serving DEFAULT = new Serving(Protocol.HTTP1, false, Timeouts.NONE);
}
