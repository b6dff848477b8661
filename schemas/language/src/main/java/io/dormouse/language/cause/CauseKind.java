package io.dormouse.language.cause;

/** Kinds of reasons for the start or stop of an instance. */
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
