package io.dormouse.language.cause;

/** Why an instance was started or stopped. */
public enum CauseKind {
  REQUEST,
  SCHEDULE,
  API,
  OPERATOR,
  DEPENDENCY,
  POLICY,
  HOST_LOST,
  DRAIN,
  UPGRADE,
  ROOM
}
