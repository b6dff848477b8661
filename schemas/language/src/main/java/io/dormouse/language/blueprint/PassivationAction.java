package io.dormouse.language.blueprint;

/** Actions on an unused instance. */
public enum PassivationAction {
  PASSIVATE,
  KEEP_AWAKE
}
