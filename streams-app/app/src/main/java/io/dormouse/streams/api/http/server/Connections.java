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
 * The connections of clients: how many there are, and until when each has to have done what is
 * waited for. They are looked at now and then. All methods belong to the event loop.
 */
final class Connections {

  /** Connections beyond the most that get an answer before they are closed. */
  private static final int SURPLUS = 100;

  private static final int LEAST_BYTES_A_SECOND = 16 << 10;
  private static final long NEVER = Long.MAX_VALUE;

  private final ConnectionLimits limits;
  private final IdentityHashMap<HttpConnection, State> open = new IdentityHashMap<>();

  Connections(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** What one connection does. */
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

  /** How often they are to be looked at. */
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
   * The head of a request is there, and its body is waited for.
   *
   * @param late runs if that takes too long; the connection is closed when its answer is written
   * @return false where there are too many connections
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

  /** The whole request is there. It is for the endpoint to be in time, or for an event stream. */
  void taken(HttpServerRequest request) {
    change(request, NEVER);
  }

  /** An answer of so many bytes is on its way. */
  void answering(HttpServerRequest request, long bytes) {
    change(request, limits.body().plus(Duration.ofSeconds(bytes / LEAST_BYTES_A_SECOND)).toNanos());
  }

  /** The client has the answer. */
  void answered(HttpServerRequest request) {
    change(request, limits.keepAlive().toNanos());
  }

  private void change(HttpServerRequest request, long nanos) {
    State state = open.get(request.connection());
    // The next request of the connection may be there before the last answer is known to be.
    if (state != null && Objects.equals(state.request, request)) {
      state.begin(nanos, null);
    }
  }

  /** Ends those that are late. */
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
