package io.dormouse.language.blueprint;

/** Actions on an instance that nobody uses. */
public enum PassivationAction {
  PASSIVATE,
  KEEP_AWAKE
}
