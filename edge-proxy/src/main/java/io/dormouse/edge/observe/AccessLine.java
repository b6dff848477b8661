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

  static String of(AccessRecord record, Descriptions descriptions) {
    HttpServerRequest request = record.request();
    JsonObject line =
        new JsonObject()
            .put("time", record.beganAt().toString())
            .put("request", record.trace().requestId())
            .put("trace", record.trace().traceId())
            .put("method", request.method().name())
            .put("host", host(request))
            .put("path", request.path())
            .put("protocol", request.version().alpnName())
            .put("status", record.status())
            .put("bytes_in", record.bytesIn())
            .put("bytes_out", record.bytesOut())
            .put("duration_ms", millis(record.totalNanos()))
            .put("waited_ms", millis(record.waitedNanos()))
            .put("backend_ms", millis(record.backendNanos()))
            .put("retries", record.retries())
            .put("agent", Descriptions.family(request.getHeader(HttpHeaders.USER_AGENT)))
            .put("client", descriptions.hash(record.client()));
    if (record.instance() != null) {
      line.put("instance", record.instance().value());
    }
    if (record.backend() != null) {
      line.put("backend", record.backend());
    }
    if (record.refusal() != null) {
      line.put("reason", record.refusal());
    }
    return line.encode();
  }

  private static @Nullable String host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.host();
  }

  /** Milliseconds with three decimals. */
  private static double millis(long nanos) {
    return Math.round(nanos / (MILLI / 1_000)) / 1_000.0;
  }
}
