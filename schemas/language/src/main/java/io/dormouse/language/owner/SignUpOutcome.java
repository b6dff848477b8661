package io.dormouse.language.owner;

/** Outcomes of a sign-up. */
public enum SignUpOutcome {
  /** Not decided yet. */
  WAITING,
  /** The instance is being made, or is there. */
  ACCEPTED,
  REFUSED
}
