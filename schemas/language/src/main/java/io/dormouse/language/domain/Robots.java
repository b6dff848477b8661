package io.dormouse.language.domain;

/** Answers to {@code /robots.txt} of a domain. */
public enum Robots {
  /** The edge: robots are to stay away. Nobody is woken by asking. */
  DISALLOW,
  /** The edge: robots are welcome. */
  ALLOW,
  /** The target's own answer. */
  FORWARD
}
