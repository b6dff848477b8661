package io.dormouse.edge.observe;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * The last stage, of one event loop: follows each request from its head to its end, counts it, and
 * writes it to the access log. Every answer carries the id of its request, and a date.
 */
public final class AccessStage {

  private static final int SWITCHING_PROTOCOLS = 101;

  private final EdgeMetrics metrics;
  private final AccessLog log;
  private final BooleanSupplier draining;
  private final RandomIds ids = new RandomIds();
  private final HttpDate date;

  /**
   * @param draining true if clients are to be told to connect elsewhere
   */
  public AccessStage(
      EdgeMetrics metrics, AccessLog log, BooleanSupplier draining, InstantSource clock) {
    this.metrics = metrics;
    this.log = log;
    this.draining = draining;
    this.date = new HttpDate(clock);
  }

  /** Follows a request from now on. */
  public AccessRecord begin(HttpServerRequest request) {
    AccessRecord record = new AccessRecord(request, Trace.of(request.headers(), ids), this);
    record.connection().requestBegins(request);
    request
        .response()
        .headersEndHandler(written -> headSent(record))
        .endHandler(all -> record.end());
    return record;
  }

  private void headSent(AccessRecord record) {
    record.headSent();
    HttpServerRequest request = record.request();
    HttpServerResponse response = request.response();
    response.headers().set(Trace.REQUEST_ID, record.trace().requestId());
    if (!response.headers().contains(HttpHeaders.DATE)) {
      response.headers().set(HttpHeaders.DATE, date.now());
    }
    if (endsWithConnection(request, response)
        || (draining.getAsBoolean()
            && request.version() != HttpVersion.HTTP_2
            && response.getStatusCode() != SWITCHING_PROTOCOLS)) {
      response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** HTTP/1.0 has no chunks; a client that is told to keep such a connection would see no body. */
  private static boolean endsWithConnection(
      HttpServerRequest request, HttpServerResponse response) {
    int status = response.getStatusCode();
    return request.version() == HttpVersion.HTTP_1_0
        && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)
        && !request.method().equals(HttpMethod.HEAD)
        && status != 204
        && status != 304;
  }

  void ended(AccessRecord record) {
    record.connection().requestEnds();
    metrics.ended(record);
    log.write(record);
  }
}
