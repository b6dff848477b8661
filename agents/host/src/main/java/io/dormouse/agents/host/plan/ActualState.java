package io.dormouse.agents.host.plan;

/** State of a replica on this host, or the operation on it. */
public enum ActualState {
  /** It is being created, started and probed. */
  STARTING,
  /** It was found running and is being probed. */
  ADOPTING,
  /** It was found running and has not been probed yet. */
  RUNNING,
  /** It runs and was reported ready. */
  READY,
  STOPPING,
  /** It was made and never started. */
  CREATED,
  ENDED,
  /** Its remains are being removed. */
  REMOVING,
  /** It was found half removed, and no operation of this agent goes on with it. */
  GOING;

  /** True if an operation is under way. */
  public boolean busy() {
    return switch (this) {
      case STARTING, ADOPTING, STOPPING, REMOVING -> true;
      case RUNNING, READY, CREATED, ENDED, GOING -> false;
    };
  }

  /** True if it runs, is about to, or may still run. */
  public boolean takesMemory() {
    return switch (this) {
      case STARTING, ADOPTING, RUNNING, READY, STOPPING -> true;
      case CREATED, ENDED, REMOVING, GOING -> false;
    };
  }
}
