package io.dormouse.edge.wire;

/** The head of a request or an answer is not what RFC 9112 allows. */
public final class MalformedHeadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private MalformedHeadException(String what, String found) {
    super("Expected %s as in RFC 9112, but found %s.".formatted(what, found), null, false, false);
  }

  static MalformedHeadException ofRequest(String found) {
    return new MalformedHeadException("a request", found);
  }

  static MalformedHeadException ofAnswer(String found) {
    return new MalformedHeadException("an answer", found);
  }
}
