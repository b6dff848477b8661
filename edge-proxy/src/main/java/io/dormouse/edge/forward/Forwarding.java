package io.dormouse.edge.forward;

import io.dormouse.edge.exchange.Exchange;
import io.dormouse.edge.forward.replica.Balancer;
import io.dormouse.edge.forward.replica.Destination;
import io.dormouse.edge.forward.replica.Replica;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of forwarding one exchange: the destination of its current attempt, and the failures of
 * earlier ones. It belongs to the event loop of the exchange.
 */
public final class Forwarding {

  /** Takes the result of an attempt that ended without an answer. */
  public interface ResultListener {

    /** Called on the event loop of the exchange, while its client is there. */
    void ended(Forwarding forwarding, ForwardResult result);
  }

  private static final ForwardResult REROUTE = new ForwardResult.Reroute();
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  private final Exchange exchange;
  private final ResultListener listener;
  private @Nullable InstanceView view;
  private @Nullable Destination destination;
  private List<Replica> tried = List.of();
  private int pauses;
  private int repeats;
  private List<Endpoint> stranding = List.of();
  private long strandedSince;

  public Forwarding(Exchange exchange, ResultListener listener) {
    this.exchange = exchange;
    this.listener = listener;
    exchange.whenFinished(this::leave);
  }

  public Exchange exchange() {
    return exchange;
  }

  /**
   * The time that it may still wait for replicas that take no connection; it begins anew when the
   * replicas change.
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

  /** The pause before it is tried again; it doubles with each call, up to half a second. */
  public Duration pause() {
    return Duration.ofMillis(
        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(pauses++, 8)));
  }

  /** The number of pauses so far. */
  int pauses() {
    return pauses;
  }

  /**
   * Begins an attempt; the exchange counts at its replica until it goes elsewhere or is finished.
   *
   * @param of the view of the instance; null for a fixed target
   */
  void begin(@Nullable InstanceView of, Destination to) {
    leave();
    view = of;
    destination = to;
    to.enter();
  }

  /** The view by which it is forwarded; null for a fixed target. */
  @Nullable InstanceView view() {
    return view;
  }

  /** The replica of the current attempt; null for a fixed target. */
  @Nullable Replica replica() {
    return destination == null ? null : destination.replica();
  }

  /** Replicas that failed in this round; they are chosen again only if there is no other. */
  List<Replica> tried() {
    return tried;
  }

  /**
   * Notes that the current replica failed. True if the instance has another one that was not tried
   * in this round; otherwise a new round begins.
   */
  boolean triesAnother(Balancer balancer, InstanceId instance) {
    Replica failed = replica();
    if (failed != null) {
      tried = tried.isEmpty() ? new ArrayList<>() : tried;
      tried.add(failed);
    }
    boolean another = balancer.hasOthers(instance, tried);
    if (!another) {
      tried = List.of();
    }
    return another;
  }

  /**
   * True, and counted, if it may be sent again over another connection.
   *
   * @param most times that it may have been sent again before
   */
  boolean mayRepeat(int most) {
    if (repeats > most) {
      return false;
    }
    repeats++;
    return true;
  }

  /** True if it is being sent again. */
  boolean repeats() {
    return repeats > 0;
  }

  void reroute() {
    end(REROUTE);
  }

  void end(ForwardResult result) {
    listener.ended(this, result);
  }

  private void leave() {
    if (destination != null) {
      destination.leave();
      destination = null;
    }
  }
}
