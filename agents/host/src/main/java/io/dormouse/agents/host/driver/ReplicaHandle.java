package io.dormouse.agents.host.driver;

/** What a driver calls one container or process of a replica; no two ever have the same. */
public record ReplicaHandle(String value) {

  @Override
  public String toString() {
    return value;
  }
}
