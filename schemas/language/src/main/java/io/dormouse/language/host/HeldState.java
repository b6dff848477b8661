package io.dormouse.language.host;

/** Activities of a host with a replica. */
public enum HeldState {
  STARTING,
  READY,
  STOPPING
}
