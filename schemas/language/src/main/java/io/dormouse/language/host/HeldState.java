package io.dormouse.language.host;

/** What a host is doing with a replica. */
public enum HeldState {
  STARTING,
  READY,
  STOPPING
}
