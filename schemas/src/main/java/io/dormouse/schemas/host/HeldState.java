package io.dormouse.schemas.host;

/** What a host is doing with a replica. */
public enum HeldState {
  STARTING,
  READY,
  STOPPING
}
