package io.dormouse.agents.host;

/** Ways to run the replicas of a host. */
public enum DriverChoice {
  DOCKER,
  PROCESS,
  /** Docker when an engine answers, else processes. */
  AUTO
}
