package io.dormouse.language.blueprint;

/** What happens to an instance that nobody uses. */
public enum PassivationAction {
  PASSIVATE,
  KEEP_AWAKE
}
