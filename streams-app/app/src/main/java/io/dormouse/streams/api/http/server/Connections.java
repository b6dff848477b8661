package io.dormouse.streams.api.http.server;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The open connections with the deadline of each, checked periodically. All methods belong to the
 * event loop.
 */
final class Connections {

  /** Connections beyond the limit that get a response before they are closed. */
  private static final int SURPLUS = 100;

  private static final int LEAST_BYTES_A_SECOND = 16 << 10;
  private static final long NEVER = Long.MAX_VALUE;

  private final ConnectionLimits limits;
  private final IdentityHashMap<HttpConnection, State> open = new IdentityHashMap<>();

  Connections(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** State of one connection. */
  private static final class State {

    private final boolean surplus;
    private long since = System.nanoTime();
    private long patience;
    private @Nullable HttpServerRequest request;
    private @Nullable Runnable late;

    private State(boolean surplus, Duration head) {
      this.surplus = surplus;
      this.patience = head.toNanos();
    }

    private void begin(long nanos, @Nullable Runnable whenLate) {
      since = System.nanoTime();
      patience = nanos;
      late = whenLate;
    }
  }

  /** Interval of the checks. */
  long lookEveryMillis() {
    long shortest =
        Math.min(
            Math.min(limits.head().toMillis(), limits.body().toMillis()),
            limits.keepAlive().toMillis());
    return Math.clamp(shortest / 4, 1, 1_000);
  }

  int most() {
    return limits.most();
  }

  void opened(HttpConnection connection) {
    if (open.size() >= limits.most() + SURPLUS) {
      connection.close();
      return;
    }
    open.put(connection, new State(open.size() >= limits.most(), limits.head()));
    connection.closeHandler(closed -> open.remove(connection));
  }

  /**
   * The head of a request has arrived; its body has a deadline.
   *
   * @param late runs if the deadline passes; the connection is closed after its response
   * @return false if there are too many connections
   */
  boolean asked(HttpServerRequest request, Runnable late) {
    State state = open.get(request.connection());
    if (state == null) {
      return true;
    }
    state.request = request;
    state.begin(limits.body().toNanos(), late);
    return !state.surplus;
  }

  /** The whole request has arrived; the endpoint has no deadline. */
  void taken(HttpServerRequest request) {
    change(request, NEVER);
  }

  /** A response of so many bytes is being sent. */
  void answering(HttpServerRequest request, long bytes) {
    change(request, limits.body().plus(Duration.ofSeconds(bytes / LEAST_BYTES_A_SECOND)).toNanos());
  }

  /** The response is sent. */
  void answered(HttpServerRequest request) {
    change(request, limits.keepAlive().toNanos());
  }

  private void change(HttpServerRequest request, long nanos) {
    State state = open.get(request.connection());
    // The next request of the connection may arrive before the last response is known to be sent.
    if (state != null && Objects.equals(state.request, request)) {
      state.begin(nanos, null);
    }
  }

  /** Closes connections whose deadline has passed. */
  void look() {
    long now = System.nanoTime();
    for (Map.Entry<HttpConnection, State> one : List.copyOf(open.entrySet())) {
      State state = one.getValue();
      if (state.patience == NEVER || now - state.since < state.patience) {
        continue;
      }
      Runnable late = state.late;
      if (late == null) {
        one.getKey().close();
      } else {
        state.late = null;
        late.run();
      }
    }
  }
}
