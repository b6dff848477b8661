package io.dormouse.edge.suite.vectors;

/**
 * The judgement of a proxy's treatment of a vector.
 *
 * @param backendGot every byte that came to the backend, one character each
 */
public record Judgement(Treatment kind, String why, String backendGot) {

  /** From bad to strict. */
  public enum Treatment {
    /** The two sides saw different things. */
    UNSAFE,
    /** Both sides saw the same. */
    FORWARDED,
    /** The other side saw nothing that was complete. */
    REFUSED
  }

  public static Judgement unsafe(String why) {
    return new Judgement(Treatment.UNSAFE, why, "");
  }

  public static Judgement forwarded() {
    return new Judgement(Treatment.FORWARDED, "", "");
  }

  public static Judgement refused(String how) {
    return new Judgement(Treatment.REFUSED, how, "");
  }

  public Judgement from(String bytes) {
    return new Judgement(kind, why, bytes);
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
