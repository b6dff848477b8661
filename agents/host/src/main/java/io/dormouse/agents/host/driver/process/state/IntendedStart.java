package io.dormouse.agents.host.driver.process.state;

import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.language.instance.ReplicaId;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * An intended start, written to disk before anything runs.
 *
 * @param mark value in the environment of all processes of the start, and of no others
 * @param credentials version of the instance's own credentials, 0 for none; they are not written
 * @param port that the process is told to listen on
 */
public record IntendedStart(
    String mark,
    ReplicaId replica,
    long generation,
    String specHash,
    long credentials,
    long memoryBytes,
    int port,
    Instant at) {

  /** The name of the variable that carries the mark. */
  public static final String MARK = "DORMOUSE_START";

  public ReplicaHandle handle() {
    return new ReplicaHandle(replica + "@" + mark);
  }

  String text() {
    return """
    mark=%s
    replica=%s
    generation=%d
    spec=%s
    credentials=%d
    memory=%d
    port=%d
    at=%s
    """
        .formatted(mark, replica, generation, specHash, credentials, memoryBytes, port, at);
  }

  /** Reads a start; empty if the text is none. */
  static Optional<IntendedStart> parse(String text) {
    Properties values = new Properties();
    try {
      values.load(new StringReader(text));
      return Optional.of(
          new IntendedStart(
              value(values, "mark"),
              ReplicaId.parse(value(values, "replica")),
              Long.parseLong(value(values, "generation")),
              value(values, "spec"),
              Long.parseLong(values.getProperty("credentials", "0")),
              Long.parseLong(value(values, "memory")),
              Integer.parseInt(value(values, "port")),
              Instant.parse(value(values, "at"))));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String value(Properties values, String name) {
    return Objects.requireNonNullElse(values.getProperty(name), "");
  }
}
