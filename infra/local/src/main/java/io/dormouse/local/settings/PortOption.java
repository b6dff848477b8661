package io.dormouse.local.settings;

/** A port that an option of {@code infra/up} sets. */
public enum PortOption {
  EDGE("--edge-port", "the edge", 8080),
  API("--api-port", "the control API", 7070),
  KAFKA("--kafka-port", "the broker", 9092),
  S3("--s3-port", "S3", 9000),
  POSTGRES("--postgres-port", "PostgreSQL", 5433);

  private final String option;
  private final String server;
  private final int usual;

  PortOption(String option, String server, int usual) {
    this.option = option;
    this.server = server;
    this.usual = usual;
  }

  /** The option that sets the port. */
  public String option() {
    return option;
  }

  /** The server that listens on the port, in words. */
  String server() {
    return server;
  }

  /** The default port. */
  int usual() {
    return usual;
  }
}
