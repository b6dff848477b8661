package io.dormouse.edge.wire;

/** The head of a request is not what RFC 9112 allows. */
public final class MalformedHeadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedHeadException(String found) {
    super("Expected a request as in RFC 9112, but found " + found + ".", null, false, false);
  }
}
