package io.dormouse.language.domain;

/** Who answers for {@code /robots.txt} of a domain, and what. */
public enum Robots {
  /** The edge: robots are to stay away. Nobody is woken by asking. */
  DISALLOW,
  /** The edge: robots are welcome. */
  ALLOW,
  /** What the domain leads to. */
  FORWARD
}
