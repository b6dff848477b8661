package io.dormouse.agents.host;

/** What runs the replicas of a host. */
public enum DriverChoice {
  DOCKER,
  PROCESS,
  /** Docker when an engine answers, else processes. */
  AUTO
}
