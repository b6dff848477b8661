package io.dormouse.language.cause;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Failure of a replica, for the person who has to mend it.
 *
 * @param exitCode of the process, where it ended
 * @param lastLogLines the last lines it wrote, oldest first
 */
public record Failure(
    FailureKind kind, String message, @Nullable Integer exitCode, List<String> lastLogLines) {

  public Failure {
    lastLogLines = List.copyOf(lastLogLines);
  }
}
