package io.dormouse.agents.provisioner.settings.database;

/** A setting that no log shows. */
public record Secret(String value) {

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "none" : "***";
  }
}
