package io.dormouse.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/** A request that the API refused, with the members of its {@code application/problem+json}. */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "urn:dormouse:problem:";

  private final int status;
  private final transient JsonNode members;
  private final @Nullable String retryAfter;

  /**
   * The problem.
   *
   * @param retryAfter seconds after which the same request may succeed, or null
   */
  Problem(int status, JsonNode members, @Nullable String retryAfter) {
    super(message(status, members), null, false, false);
    this.status = status;
    this.members = members;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  /** The kind, such as {@code unknown-instance}; empty if the answer has none. */
  public String type() {
    String type = member("type").asText("");
    return type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : "";
  }

  public JsonNode member(String name) {
    return members == null ? MissingNode.getInstance() : members.path(name);
  }

  public @Nullable String retryAfter() {
    return retryAfter;
  }

  /** True if the same request may succeed soon. */
  public boolean mayPass() {
    return status == 429 || status >= 500;
  }

  private static String message(int status, JsonNode members) {
    String title = members.path("title").asText("");
    String detail = members.path("detail").asText("");
    if (title.isEmpty() && detail.isEmpty()) {
      return "The API answered with status %d.".formatted(status);
    }
    return title.isEmpty() || detail.isEmpty() ? title + detail : title + ". " + detail;
  }
}
