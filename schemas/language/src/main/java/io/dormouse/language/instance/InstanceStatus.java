package io.dormouse.language.instance;

/** Stages in the life of an instance. */
public enum InstanceStatus {
  REQUESTED,
  ASLEEP,
  QUEUED,
  STARTING,
  RUNNING,
  STOPPING,
  STOPPED,
  FAILED,
  DELETED,
  /** Wanted; its older replica is being locked out of its resources first. */
  FENCING,
  /** Deleted, but can still be restored. */
  RETIRED,
  /** Its resources are being removed; it cannot be restored any more. */
  REMOVING
}
