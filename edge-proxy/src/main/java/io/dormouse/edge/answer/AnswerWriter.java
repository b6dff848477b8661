package io.dormouse.edge.answer;

import io.dormouse.edge.wire.KnownMethods;
import io.dormouse.edge.wire.Lingering;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Writes the edge's own answers: a page for those who take pages, problem details (RFC 9457) for
 * all others; an answer that is no problem is plain text. None may be stored.
 */
public final class AnswerWriter {

  /** The status of the instance when the request came. */
  public static final CharSequence INSTANCE_STATUS =
      HttpHeaders.createOptimized("Dormouse-Instance-Status");

  static final String REQUEST_ID = "X-Request-Id";

  /**
   * The prefix of the edge's own paths, such as that of the waiting page's events; never forwarded.
   */
  public static final String RESERVED = "/.dormouse/";

  public static final String EVENTS = Page.EVENTS;

  private final Vertx vertx;

  public AnswerWriter(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Answers; the connection stays open if the whole request was read. */
  public void answer(HttpServerRequest request, Answer answer) {
    write(request, answer, null, !request.isEnded() && mayHaveBody(request));
  }

  /** Answers with the page that waits. */
  public void waitingPage(HttpServerRequest request, Answer answer) {
    write(request, answer, Page.waiting(answer, id(request)), false);
  }

  /** Answers and closes: nothing that follows on this connection can be trusted. */
  public void refuse(HttpServerRequest request, Answer answer) {
    write(request, answer, null, true);
  }

  private void write(
      HttpServerRequest request, Answer answer, @Nullable String page, boolean close) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      Lingering.cut(request);
      return;
    }
    boolean asPage = page != null || (!answer.isText() && Preference.takesPages(request.headers()));
    response
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, type(answer, asPage))
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.VARY, "Accept")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (asPage) {
      response.putHeader("Content-Security-Policy", Page.POLICY);
    }
    if (answer.retryAfter() != null) {
      response.putHeader("Retry-After", Long.toString(Answer.seconds(answer.retryAfter())));
    }
    if (answer.instanceStatus() != null) {
      response.putHeader(INSTANCE_STATUS, answer.instanceStatus());
    }
    if (answer.status() == 405) {
      response.putHeader(HttpHeaders.ALLOW, String.join(", ", KnownMethods.ALL));
    } else if (answer.status() == 426) {
      response.putHeader("Sec-WebSocket-Version", "13");
    } else if (answer.status() == 308) {
      response.putHeader(HttpHeaders.LOCATION, answer.detail());
    }
    String body = body(answer, asPage, page, id(request));
    if (close) {
      if (!Lingering.isStream(request)) {
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
      Lingering.takeNoMore(request);
    }
    var written = request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
    if (close) {
      written.onComplete(done -> {
        Lingering.sayNoMore(request);
        Lingering.close(vertx, request);
      });
    } else if (!request.isEnded()) {
      request.resume();
    }
  }

  /** The id by which the request is found in the logs. */
  private static @Nullable String id(HttpServerRequest request) {
    return request.response().headers().get(REQUEST_ID);
  }

  private static String body(
      Answer answer, boolean asPage, @Nullable String page, @Nullable String id) {
    if (page != null) {
      return page;
    }
    if (answer.isText()) {
      return answer.detail();
    }
    return asPage ? Page.plain(answer, id) : problem(answer, id);
  }

  private static String type(Answer answer, boolean asPage) {
    if (answer.isText()) {
      return "text/plain; charset=utf-8";
    }
    return asPage ? "text/html; charset=utf-8" : "application/problem+json";
  }

  private static String problem(Answer answer, @Nullable String id) {
    JsonObject problem =
        new JsonObject()
            .put("type", "urn:dormouse:problem:" + answer.kind())
            .put("title", answer.title())
            .put("status", answer.status())
            .put("detail", answer.detail());
    if (id != null) {
      problem.put("requestId", id);
    }
    answer.facts().forEach(problem::put);
    return problem.encode();
  }

  private static boolean mayHaveBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }
}
