package io.dormouse.schemas.blueprint;

/** What happens to an instance that nobody uses. */
public enum PassivationAction {
  PASSIVATE,
  KEEP_AWAKE
}
