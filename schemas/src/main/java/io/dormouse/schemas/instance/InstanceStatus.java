package io.dormouse.schemas.instance;

/** Where an instance is in its life. */
public enum InstanceStatus {
  REQUESTED,
  ASLEEP,
  QUEUED,
  STARTING,
  RUNNING,
  STOPPING,
  STOPPED,
  FAILED,
  DELETED
}
