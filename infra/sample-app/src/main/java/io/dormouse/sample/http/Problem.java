package io.dormouse.sample.http;

import io.vertx.core.json.JsonObject;

/** An error as an answer with problem details (RFC 9457). */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final String detail;

  private Problem(int status, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad request", detail);
  }

  static Problem notFound(String detail) {
    return new Problem(404, "Not found", detail);
  }

  static Problem methodNotAllowed(String allowed) {
    return new Problem(405, "Method not allowed", "Expected one of: " + allowed + ".");
  }

  static Problem notReady(String detail) {
    return new Problem(503, "Not ready", detail);
  }

  static Problem storageFailed(String detail) {
    return new Problem(503, "Storage failed", detail);
  }

  static Problem unexpected() {
    return new Problem(
        500, "Unexpected", "The app failed in a way it did not expect; see its log.");
  }

  int status() {
    return status;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail);
  }
}
