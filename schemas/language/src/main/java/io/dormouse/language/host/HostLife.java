package io.dormouse.language.host;

/** Life of a host by its heartbeats, as the scheduler sees it. */
public enum HostLife {
  REPORTING,
  /** Silent for some seconds; nothing is placed on it. */
  SUSPECT,
  /** Silent for so long that its replicas count as lost. */
  LOST
}
