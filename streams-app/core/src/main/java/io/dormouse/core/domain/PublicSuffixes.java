package io.dormouse.core.domain;

/** Public suffixes, such as {@code com} and {@code github.io}. */
@FunctionalInterface
public interface PublicSuffixes {

  /** True for a suffix itself, not for a name below it. */
  boolean contains(String name);
}
