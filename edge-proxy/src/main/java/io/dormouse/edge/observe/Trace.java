package io.dormouse.edge.observe;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a request in logs: its id, and its place in a trace (W3C Trace Context, version
 * 00). A client's id and trace are kept if they are well-formed; else a trace begins here.
 *
 * @param requestId of the client, or the same as the trace id
 * @param spanId of the edge's own part in the trace
 * @param sampled true if the trace is to be recorded
 * @param state entries of other systems, or null
 */
record Trace(
    String requestId, String traceId, String spanId, boolean sampled, @Nullable String state) {

  static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");

  private static final CharSequence PARENT_HEADER = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence STATE_HEADER = HttpHeaders.createOptimized("tracestate");
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;
  private static final int LONGEST_STATE = 512;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern PARENT =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})");

  /** Reads the headers of a request, and creates what is missing. */
  static Trace of(MultiMap headers, RandomIds ids) {
    Matcher parent = parent(headers);
    String traceId = parent == null ? ids.next(TRACE_BYTES) : parent.group(1);
    boolean sampled = parent != null && (Integer.parseInt(parent.group(2), 16) & 1) == 1;
    String sent = headers.get(REQUEST_ID);
    boolean known = sent != null && ID.matcher(sent).matches();
    return new Trace(
        known ? sent : traceId,
        traceId,
        ids.next(SPAN_BYTES),
        sampled,
        parent == null ? null : state(headers));
  }

  /** Adds its headers to the request to the backend. */
  void onward(MultiMap headers) {
    headers.set(REQUEST_ID, requestId);
    headers.set(PARENT_HEADER, "00-" + traceId + '-' + spanId + (sampled ? "-01" : "-00"));
    if (state != null) {
      headers.set(STATE_HEADER, state);
    }
  }

  private static @Nullable Matcher parent(MultiMap headers) {
    String sent = headers.get(PARENT_HEADER);
    if (sent == null || headers.getAll(PARENT_HEADER).size() > 1) {
      return null;
    }
    Matcher matcher = PARENT.matcher(sent);
    return matcher.matches() ? matcher : null;
  }

  private static @Nullable String state(MultiMap headers) {
    List<String> lines = headers.getAll(STATE_HEADER);
    String all = String.join(",", lines);
    return all.isBlank() || all.length() > LONGEST_STATE ? null : all;
  }
}
