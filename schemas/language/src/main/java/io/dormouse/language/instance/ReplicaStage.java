package io.dormouse.language.instance;

/** Stages of one replica. */
public enum ReplicaStage {
  /** Nothing of it runs, and nothing of it is on its way. */
  ABSENT,
  QUEUED,
  FENCING,
  STARTING,
  RUNNING,
  STOPPING,
  /** Its last start failed, or it ended by itself; it starts again later. */
  BACKING_OFF,
  /** Its host did not confirm the end, and it may still run there. */
  LOST
}
