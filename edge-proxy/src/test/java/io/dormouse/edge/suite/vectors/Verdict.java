package io.dormouse.edge.suite.vectors;

/**
 * What a proxy made of a vector.
 *
 * @param backendGot every byte that came to the backend, one character each
 */
public record Verdict(Kind kind, String why, String backendGot) {

  /** From bad to strict. */
  public enum Kind {
    /** The two sides saw different things. */
    UNSAFE,
    /** Both sides saw the same. */
    FORWARDED,
    /** The other side saw nothing that was complete. */
    REFUSED
  }

  public static Verdict unsafe(String why) {
    return new Verdict(Kind.UNSAFE, why, "");
  }

  public static Verdict forwarded() {
    return new Verdict(Kind.FORWARDED, "", "");
  }

  public static Verdict refused(String how) {
    return new Verdict(Kind.REFUSED, how, "");
  }

  public Verdict from(String bytes) {
    return new Verdict(kind, why, bytes);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case UNSAFE -> "UNSAFE: " + why;
      case FORWARDED -> "forwarded";
      case REFUSED -> "refused" + (why.isEmpty() ? "" : " (" + why + ")");
    };
  }
}
