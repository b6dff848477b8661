package io.dormouse.edge.exchange;

import io.dormouse.edge.activity.Use;
import io.dormouse.edge.client.Client;
import io.dormouse.edge.gate.HostHeader;
import io.dormouse.edge.observe.AccessRecord;
import io.dormouse.edge.wire.Lingering;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lifecycle of one valid request: from its admission until it is answered or its client has
 * left. It belongs to the event loop of its connection.
 */
public final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final HttpServerRequest request;
  private final HostHeader host;
  private final Client client;
  private final boolean webSocket;
  private final Context context;
  private final AccessRecord record;
  private Runnable whenGone = Exchange::nothing;
  private Runnable whenFinished = Exchange::nothing;
  private Use use = Use.UNCOUNTED;
  private boolean gone;
  private boolean ofInstance;
  private long waitedNanos = -1;

  /** Takes a request that is paused. */
  public Exchange(
      HttpServerRequest request,
      HostHeader host,
      Client client,
      boolean webSocket,
      Context context,
      AccessRecord record) {
    this.request = request;
    this.host = host;
    this.client = client;
    this.webSocket = webSocket;
    this.context = context;
    this.record = record;
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

  public Client client() {
    return client;
  }

  /** True if the client asks for a WebSocket. */
  public boolean webSocket() {
    return webSocket;
  }

  public Context context() {
    return context;
  }

  /** The record of the exchange for the metrics and the access log. */
  public AccessRecord record() {
    return record;
  }

  /** True once the client has left. */
  public boolean gone() {
    return gone;
  }

  /** Replaces the action that runs when the client leaves; runs it at once if it has left. */
  public void whenGone(Runnable action) {
    whenGone = action;
    if (gone) {
      action.run();
    }
  }

  /** Replaces the action that runs when the exchange is finished; it may run more than once. */
  public void whenFinished(Runnable action) {
    whenFinished = action;
  }

  /** Ends a wait: runs the action for a client that leaves, and forgets it. */
  public void stopWaiting() {
    Runnable action = whenGone;
    whenGone = Exchange::nothing;
    action.run();
  }

  /** Adds to the time that it waited for its instance. */
  public void waited(Duration time) {
    waitedNanos = Math.max(0, waitedNanos) + time.toNanos();
    record.waited(time.toNanos());
  }

  /** The time that it waited for its instance; zero if it did not wait. */
  public Duration waited() {
    return Duration.ofNanos(Math.max(0, waitedNanos));
  }

  public boolean hasWaited() {
    return waitedNanos >= 0;
  }

  /** Counts it as a use of an instance until it is finished. */
  public void countAs(Use of) {
    ofInstance = true;
    use = of;
  }

  /** True if it is counted as a use of an instance. */
  public boolean counted() {
    return ofInstance;
  }

  public Use use() {
    return use;
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
      Lingering.cut(request);
    }
  }

  /**
   * Ends it because the rest of its request cannot be read. The edge answers itself, with an answer
   * of this kind.
   */
  public void abandon(String kind) {
    stopWaiting();
    finishWith(kind);
    gone = true;
  }

  /** Ends it: the answer is complete, or there will be none. */
  public void finish() {
    whenGone = Exchange::nothing;
    use.close();
    whenFinished.run();
    if (gone || response().ended()) {
      record.end();
    }
  }

  /** Ends it; the edge answers itself, with an answer of this kind. */
  public void finishWith(String kind) {
    record.refused(kind);
    finish();
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
