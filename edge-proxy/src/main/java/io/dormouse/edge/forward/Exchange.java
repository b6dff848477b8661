package io.dormouse.edge.forward;

import io.dormouse.edge.activity.Use;
import io.dormouse.edge.gate.HostHeader;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One valid request on its way through the edge, until it is answered or its client is gone. It
 * belongs to the event loop of its connection.
 */
public final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final HttpServerRequest request;
  private final HostHeader host;
  private final boolean webSocket;
  private final Context context;
  private Runnable whenGone = Exchange::nothing;
  private Use use = Use.UNCOUNTED;
  private boolean gone;
  private boolean ofInstance;
  private long waitedNanos = -1;
  private int attempts;
  private boolean repeated;

  /** Takes a request that is paused. */
  public Exchange(HttpServerRequest request, HostHeader host, boolean webSocket, Context context) {
    this.request = request;
    this.host = host;
    this.webSocket = webSocket;
    this.context = context;
    request.response().closeHandler(closed -> clientGone());
  }

  public HttpServerRequest request() {
    return request;
  }

  public HttpServerResponse response() {
    return request.response();
  }

  public HostHeader host() {
    return host;
  }

  /** Whether the client asks for a WebSocket. */
  public boolean webSocket() {
    return webSocket;
  }

  public Context context() {
    return context;
  }

  /** Whether the client has left. */
  public boolean gone() {
    return gone;
  }

  /** Runs this, and nothing that was set before, when the client leaves; at once if it has. */
  public void whenGone(Runnable action) {
    whenGone = action;
    if (gone) {
      action.run();
    }
  }

  /** Runs what was to run when the client leaves, and forgets it: the wait is over. */
  public void stopWaiting() {
    Runnable action = whenGone;
    whenGone = Exchange::nothing;
    action.run();
  }

  /** Adds to the time that it waited for its instance. */
  public void waited(Duration time) {
    waitedNanos = Math.max(0, waitedNanos) + time.toNanos();
  }

  /** How long it waited for its instance, zero if it did not. */
  public Duration waited() {
    return Duration.ofNanos(Math.max(0, waitedNanos));
  }

  boolean hasWaited() {
    return waitedNanos >= 0;
  }

  /** It is served by an instance, and counts as a use of it until it is finished. */
  public void countAs(Use of) {
    ofInstance = true;
    use = of;
  }

  /** Whether it is already counted. */
  public boolean counted() {
    return ofInstance;
  }

  Use use() {
    return use;
  }

  /** Counts one more try to reach the backend. */
  int attempt() {
    return ++attempts;
  }

  /** Whether it may be sent again over another connection; true once. */
  boolean mayRepeat() {
    boolean first = !repeated;
    repeated = true;
    return first;
  }

  /** Whether it is sent again, which must not meet a connection that the backend has closed. */
  boolean repeated() {
    return repeated;
  }

  /** Runs a step; one that throws ends the exchange and its connection, so that nobody hangs. */
  public void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.atError()
          .setMessage("request ended by an error")
          .addKeyValue("domain", host.name())
          .setCause(e)
          .log();
      whenGone.run();
      finish();
      request.connection().close();
    }
  }

  /** The answer is complete, or there will be none. */
  public void finish() {
    whenGone = Exchange::nothing;
    use.close();
  }

  private void clientGone() {
    if (!gone) {
      gone = true;
      whenGone.run();
      finish();
    }
  }

  private static void nothing() {}
}
