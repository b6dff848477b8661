package io.dormouse.agents.host.driver;

/** State of a container or process, as a driver found it. */
public enum FoundState {
  CREATED,
  RUNNING,
  ENDED,
  /** Its removal has begun and is not done. */
  GOING
}
