package io.dormouse.agents.host.driver;

/** A driver's name for one container or process of a replica, never used twice. */
public record ReplicaHandle(String value) {

  @Override
  public String toString() {
    return value;
  }
}
