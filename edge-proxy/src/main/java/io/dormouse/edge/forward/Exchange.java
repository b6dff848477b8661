package io.dormouse.edge.forward;

import io.dormouse.edge.activity.Use;
import io.dormouse.edge.client.Client;
import io.dormouse.edge.forward.replica.Replica;
import io.dormouse.edge.forward.replica.Stickiness;
import io.dormouse.edge.gate.HostHeader;
import io.dormouse.edge.observe.Visit;
import io.dormouse.edge.wire.Lingering;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceView;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One valid request on its way through the edge, until it is answered or its client is gone. It
 * belongs to the event loop of its connection.
 */
public final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  private final HttpServerRequest request;
  private final HostHeader host;
  private final Client client;
  private final boolean webSocket;
  private final Context context;
  private final Visit visit;
  private Runnable whenGone = Exchange::nothing;
  private Use use = Use.UNCOUNTED;
  private boolean gone;
  private @Nullable InstanceView view;
  private boolean ofInstance;
  private long waitedNanos = -1;
  private int attempts;
  private int repeats;
  private List<Endpoint> stranding = List.of();
  private long strandedSince;
  private final List<Replica> tried = new ArrayList<>(0);
  private @Nullable Replica replica;
  private @Nullable String token;

  /** Takes a request that is paused. */
  public Exchange(
      HttpServerRequest request,
      HostHeader host,
      Client client,
      boolean webSocket,
      Context context,
      Visit visit) {
    this.request = request;
    this.host = host;
    this.client = client;
    this.webSocket = webSocket;
    this.context = context;
    this.visit = visit;
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

  /** Whether the client asks for a WebSocket. */
  public boolean webSocket() {
    return webSocket;
  }

  public Context context() {
    return context;
  }

  /** What will be told of it. */
  public Visit visit() {
    return visit;
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

  /**
   * How much longer it may wait for replicas that take no connection; it begins anew when they are
   * others.
   */
  public Duration strandedFor(List<Endpoint> replicas, Duration longest) {
    long now = System.nanoTime();
    if (!replicas.equals(stranding)) {
      stranding = replicas;
      strandedSince = now;
    }
    Duration left = longest.minusNanos(now - strandedSince);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The time before it is tried again; longer at each call, up to half a second. */
  public Duration pause() {
    return Duration.ofMillis(
        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempts++, 8)));
  }

  /** Adds to the time that it waited for its instance. */
  public void waited(Duration time) {
    waitedNanos = Math.max(0, waitedNanos) + time.toNanos();
    visit.waited(time.toNanos());
  }

  /** How long it waited for its instance, zero if it did not. */
  public Duration waited() {
    return Duration.ofNanos(Math.max(0, waitedNanos));
  }

  public boolean hasWaited() {
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

  public Use use() {
    return use;
  }

  /** How often it was tried again. */
  int attempts() {
    return attempts;
  }

  /**
   * Whether it may be sent again over another connection.
   *
   * @param most times that it may have been before
   */
  boolean mayRepeat(int most) {
    return repeats <= most && repeats++ <= most;
  }

  /** It is forwarded by this view of an instance; null for a fixed target. */
  void forwardedBy(@Nullable InstanceView by) {
    view = by;
  }

  @Nullable InstanceView view() {
    return view;
  }

  /** It goes to this replica, or to none, and counts there until it goes elsewhere or ends. */
  public void servedBy(@Nullable Replica other) {
    if (replica != null) {
      replica.leave();
    }
    replica = other;
    if (other != null) {
      other.enter();
    }
  }

  public @Nullable Replica replica() {
    return replica;
  }

  /** Replicas that cannot be reached: it goes there again only if there is no other. */
  public Collection<Replica> tried() {
    return tried;
  }

  /** Its client has to show this token from now on; null if it already does, or need not. */
  public void stickTo(@Nullable String to) {
    token = to;
  }

  /** The cookie that its client has to take, or null. */
  public @Nullable String cookie() {
    return token == null ? null : Stickiness.setting(token, client.scheme().equals("https"));
  }

  /** Whether it is sent again. */
  boolean repeats() {
    return repeats > 0;
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
   * Nobody goes on with it: the rest of it cannot be read. The edge answers itself, with an answer
   * of this kind.
   */
  public void abandon(String kind) {
    stopWaiting();
    finishWith(kind);
    gone = true;
  }

  /** The answer is complete, or there will be none. */
  public void finish() {
    whenGone = Exchange::nothing;
    use.close();
    servedBy(null);
    if (gone || response().ended()) {
      visit.end();
    }
  }

  /** The edge will answer itself, with an answer of this kind. */
  public void finishWith(String kind) {
    visit.refused(kind);
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
