package io.dormouse.edge.answer;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the edge gives itself.
 *
 * @param kind its name for programs, such as {@code unknown-host}
 * @param title for people
 * @param detail the problem, the expectation and the remedy, for people
 * @param retryAfter time after which trying again makes sense, or null
 * @param instanceStatus of the instance it is about, or null
 * @param facts more members of the problem details
 */
public record Answer(
    int status,
    String kind,
    String title,
    String detail,
    @Nullable Duration retryAfter,
    @Nullable String instanceStatus,
    Map<String, Object> facts) {

  public Answer {
    facts = Map.copyOf(facts);
  }

  static Answer of(int status, String kind, String title, String detail) {
    return new Answer(status, kind, title, detail, null, null, Map.of());
  }

  Answer retryAfter(@Nullable Duration time) {
    return new Answer(status, kind, title, detail, time, instanceStatus, facts);
  }

  Answer about(String statusOfInstance) {
    return new Answer(status, kind, title, detail, retryAfter, statusOfInstance, facts);
  }

  Answer with(Map<String, Object> more) {
    return new Answer(status, kind, title, detail, retryAfter, instanceStatus, more);
  }

  /** True for an answer that is no problem and consists of its detail alone. */
  boolean isText() {
    return status < 400;
  }

  /** Whole seconds, rounded up, at least one. */
  public static long seconds(Duration duration) {
    return Math.max(1, duration.plusMillis(999).toSeconds());
  }
}
