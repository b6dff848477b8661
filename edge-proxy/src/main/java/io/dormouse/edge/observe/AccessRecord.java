package io.dormouse.edge.observe;

import io.dormouse.edge.client.connection.ClientConnection;
import io.dormouse.language.instance.InstanceId;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The record of one request, for the metrics and the access log. It belongs to the event loop of
 * its connection; times are nanoseconds.
 */
public final class AccessRecord {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final long NOT_YET = -1;

  private final HttpServerRequest request;
  private final Trace trace;
  private final AccessStage stage;
  private final ClientConnection connection;
  private final long began = System.nanoTime();
  private long sentOnward = NOT_YET;
  private long headSent = NOT_YET;
  private long ended = NOT_YET;
  private long backendNanos;
  private long waitedNanos;
  private long tunnelIn;
  private long tunnelOut;
  private int attempts;
  private boolean forwarded;
  private String client;
  private @Nullable String refusal;
  private @Nullable InstanceId instance;
  private @Nullable String backend;

  AccessRecord(HttpServerRequest request, Trace trace, AccessStage stage) {
    this.request = request;
    this.trace = trace;
    this.stage = stage;
    this.connection = ClientConnection.of(request.connection());
    this.client = connection.ends().address();
  }

  /** The connection over which it came. */
  public ClientConnection connection() {
    return connection;
  }

  /** Sets the client's address, as the trusted proxies tell it. */
  public void isFrom(String address) {
    client = address;
  }

  /** Sets the instance that it is for. */
  public void leadsTo(InstanceId known) {
    instance = known;
  }

  /** Notes that the edge answers itself, with an answer of this kind. */
  public void refused(String kind) {
    refusal = kind;
    if (!request.response().headWritten()) {
      request.response().headers().set(Trace.REQUEST_ID, trace.requestId());
    }
  }

  /** Adds a wait for the instance. */
  public void waited(long nanos) {
    waitedNanos += nanos;
  }

  /** Notes that an attempt to forward the request begins. */
  public void attempt(String to) {
    attempts++;
    backend = to;
  }

  /** Adds request-id and trace headers. */
  public void mark(MultiMap onward) {
    trace.onward(onward);
  }

  /** Notes that the head was sent to the backend. */
  public void sentOnward() {
    sentOnward = System.nanoTime();
  }

  /** Notes that the head of the answer came, or that the backend will send none. */
  public void answered(boolean withHead) {
    if (sentOnward != NOT_YET) {
      backendNanos += System.nanoTime() - sentOnward;
      sentOnward = NOT_YET;
    }
    forwarded = withHead;
  }

  /** Adds bytes of the WebSocket. */
  public void tunnelled(long in, long out) {
    tunnelIn += in;
    tunnelOut += out;
  }

  /** Ends the record: the request was answered, or its client is gone. More calls do nothing. */
  public void end() {
    if (ended == NOT_YET) {
      ended = System.nanoTime();
      stage.ended(this);
    }
  }

  void headSent() {
    headSent = System.nanoTime();
  }

  HttpServerRequest request() {
    return request;
  }

  Trace trace() {
    return trace;
  }

  /** The status that was answered, or 0 when the client left before. */
  int status() {
    return headSent == NOT_YET ? 0 : request.response().getStatusCode();
  }

  /** True if a backend answered. */
  boolean forwarded() {
    return forwarded;
  }

  boolean isTunnel() {
    return status() == SWITCHING_PROTOCOLS;
  }

  /** The client's address, as far as is known. */
  String client() {
    return client;
  }

  @Nullable String refusal() {
    return refusal;
  }

  @Nullable InstanceId instance() {
    return instance;
  }

  @Nullable String backend() {
    return backend;
  }

  int retries() {
    return Math.max(0, attempts - 1);
  }

  long bytesIn() {
    return request.bytesRead() + tunnelIn;
  }

  long bytesOut() {
    return request.response().bytesWritten() + tunnelOut;
  }

  /** The time at which the request began. */
  Instant beganAt() {
    return Instant.now().minusNanos(System.nanoTime() - began).truncatedTo(ChronoUnit.MILLIS);
  }

  long totalNanos() {
    return ended - began;
  }

  long waitedNanos() {
    return waitedNanos;
  }

  long backendNanos() {
    return backendNanos;
  }

  /** The time that the edge itself added, or -1 if no backend's answer was sent on. */
  long addedNanos() {
    return forwarded && refusal == null && headSent != NOT_YET
        ? Math.max(0, headSent - began - backendNanos - waitedNanos)
        : NOT_YET;
  }
}
