package io.dormouse.language.domain;

/** Answers to {@code /robots.txt} of a domain. */
public enum Robots {
  /** The edge answers that robots are to stay away. The request wakes no instance. */
  DISALLOW,
  /** The edge answers that robots are welcome. */
  ALLOW,
  /** The target's own answer. */
  FORWARD
}
