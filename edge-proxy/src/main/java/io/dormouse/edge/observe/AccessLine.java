package io.dormouse.edge.observe;

import io.dormouse.edge.client.Descriptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * A request as a line of JSON. It holds no query, since that may hold secrets, and of the client
 * only a salted hash of its address and the family of its agent.
 */
final class AccessLine {

  private static final double MILLI = 1e6;

  private AccessLine() {}

  static String of(Visit visit, Descriptions descriptions) {
    HttpServerRequest request = visit.request();
    JsonObject line =
        new JsonObject()
            .put("time", visit.beganAt().toString())
            .put("request", visit.trace().requestId())
            .put("trace", visit.trace().traceId())
            .put("method", request.method().name())
            .put("host", host(request))
            .put("path", request.path())
            .put("protocol", request.version().alpnName())
            .put("status", visit.status())
            .put("bytes_in", visit.bytesIn())
            .put("bytes_out", visit.bytesOut())
            .put("duration_ms", millis(visit.totalNanos()))
            .put("waited_ms", millis(visit.waitedNanos()))
            .put("backend_ms", millis(visit.backendNanos()))
            .put("retries", visit.retries())
            .put("agent", Descriptions.family(request.getHeader(HttpHeaders.USER_AGENT)))
            .put("client", descriptions.hash(visit.client()));
    if (visit.instance() != null) {
      line.put("instance", visit.instance().value());
    }
    if (visit.backend() != null) {
      line.put("backend", visit.backend());
    }
    if (visit.refusal() != null) {
      line.put("reason", visit.refusal());
    }
    return line.encode();
  }

  private static @Nullable String host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.host();
  }

  /** With three digits behind the point. */
  private static double millis(long nanos) {
    return Math.round(nanos / (MILLI / 1_000)) / 1_000.0;
  }
}
