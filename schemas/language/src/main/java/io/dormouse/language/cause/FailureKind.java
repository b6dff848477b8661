package io.dormouse.language.cause;

/** Kinds of failures of a replica. */
public enum FailureKind {
  IMAGE_MISSING,
  CREATE_FAILED,
  START_FAILED,
  EXITED_BEFORE_READY,
  NOT_READY_IN_TIME,
  CRASHED,
  NOT_PLACED,
  NO_REPORT,
  CREDENTIALS_UNREADABLE
}
