package io.dormouse.edge.forward.replica;

import io.dormouse.edge.forward.pool.Backend;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of a replica as this edge sees it: its load and its health. A replica that fails
 * several times in a row is left out for a while, longer each time. Then one request tries it, and
 * an answer to that brings it back. All event loops use it.
 */
public final class Replica {

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
  private static final int MOST_FAILURES = 3;
  private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

  private final Endpoint endpoint;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile Backend backend;
  private volatile @Nullable String token;
  private volatile boolean alone;
  private volatile boolean gone;
  private volatile int failures;
  private volatile boolean leftOut;
  private boolean onTrial;
  private long pause = FIRST_PAUSE;
  private long until;

  Replica(InstanceView view, Endpoint endpoint) {
    this.endpoint = endpoint;
    this.backend = Backend.of(view, endpoint);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  public Backend backend() {
    return backend;
  }

  /** Updates its protocol and time-outs from a newer view; its address stays. */
  void update(InstanceView view) {
    backend = Backend.of(view, endpoint);
    alone = view.endpoints().size() == 1;
  }

  /** The token of clients that stay with it. */
  String token(InstanceId instance, Stickiness stickiness) {
    String known = token;
    if (known == null) {
      known = stickiness.token(instance, endpoint.replica());
      token = known;
    }
    return known;
  }

  public void enter() {
    inFlight.incrementAndGet();
  }

  public void leave() {
    inFlight.decrementAndGet();
  }

  int inFlight() {
    return inFlight.get();
  }

  /** Notes that this generation serves no more. */
  void end() {
    gone = true;
  }

  public boolean gone() {
    return gone;
  }

  boolean leftOut() {
    return leftOut;
  }

  /** True if it was left out for long enough, and nobody else tries it now. */
  boolean takeTrial(long nanos) {
    if (!leftOut) {
      return false;
    }
    synchronized (this) {
      boolean due = leftOut && nanos - until >= 0;
      if (due) {
        onTrial = true;
        until = nanos + pause;
      }
      return due;
    }
  }

  /** Notes an answer. */
  public void succeeded() {
    if (failures == 0) {
      return;
    }
    synchronized (this) {
      if (leftOut) {
        LOG.atInfo().setMessage("replica is back").addKeyValue("backend", backend.name()).log();
      }
      failures = 0;
      leftOut = false;
      onTrial = false;
      pause = FIRST_PAUSE;
    }
  }

  /**
   * Notes that the replica could not be reached, or gave no valid answer. A single replica is never
   * left out.
   */
  public void failed(long nanos) {
    if (alone) {
      return;
    }
    synchronized (this) {
      failures++;
      if (leftOut ? onTrial : failures >= MOST_FAILURES) {
        pause = leftOut ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
        leaveOut(nanos);
      }
    }
  }

  private void leaveOut(long nanos) {
    leftOut = true;
    onTrial = false;
    until = nanos + pause;
    LOG.atWarn()
        .setMessage("replica is left out")
        .addKeyValue("backend", backend.name())
        .addKeyValue("duration_ms", Duration.ofNanos(pause).toMillis())
        .log();
  }
}
