package io.dormouse.language.cause;

/** An event that has a reason. */
public interface Caused {

  Cause cause();
}
