package io.dormouse.agents.provisioner.sweep;

/** One thing that exists and should not. */
record Orphan(Existing existing, String why) {

  /** One line with kind, name, server and reason. */
  @Override
  public String toString() {
    String server = existing.server();
    return "%s %s%s: %s"
        .formatted(existing.kind(), existing.name(), server == null ? "" : " on " + server, why);
  }
}
