package io.dormouse.language.cause;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Failure of a replica, for the person who has to repair it.
 *
 * @param exitCode exit code of the process, or null if it did not end
 * @param lastLogLines the last lines it wrote, oldest first
 */
public record Failure(
    FailureKind kind, String message, @Nullable Integer exitCode, List<String> lastLogLines) {

  public Failure {
    lastLogLines = List.copyOf(lastLogLines);
  }
}
