package io.dormouse.edge.wake;

import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An instance with its waiters, in their order. Not thread-safe. */
final class Sleeper {

  /**
   * A wake that was sent.
   *
   * @param seen the view at that time
   * @param nanos time of sending, by {@link System#nanoTime}
   * @param written true if it is known to be written
   */
  record Sent(long number, InstanceView seen, long nanos, boolean written) {}

  private final InstanceId id;
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private @Nullable Sent sent;
  private @Nullable WakingRequest why;
  private boolean promised;
  private int held;

  Sleeper(InstanceId id) {
    this.id = id;
  }

  InstanceId id() {
    return id;
  }

  @Nullable Sent sent() {
    return sent;
  }

  void sent(@Nullable Sent wake) {
    sent = wake;
    promised = false;
  }

  /** True if it is to be woken as soon as it can be, even if nobody waits any more. */
  boolean promised() {
    return promised;
  }

  void promise() {
    promised = true;
  }

  /** The newest request that may wake it. */
  @Nullable WakingRequest why() {
    return why;
  }

  void why(WakingRequest request) {
    why = request;
  }

  int held() {
    return held;
  }

  boolean nobodyWaits() {
    return waiters.isEmpty();
  }

  void add(Waiter waiter) {
    waiters.add(waiter);
    held += waiter.isHeld() ? 1 : 0;
  }

  boolean remove(Waiter waiter) {
    boolean was = waiters.remove(waiter);
    held -= was && waiter.isHeld() ? 1 : 0;
    return was;
  }

  List<Waiter> waiters() {
    return List.copyOf(waiters);
  }

  List<Waiter> waiters(Waiter.Purpose purpose) {
    return waiters.stream().filter(waiter -> waiter.purpose() == purpose).toList();
  }

  /** True if a wake sent for this very state may still take effect. */
  boolean wakeUnderWay(InstanceView now, long nanos, long patience) {
    Sent wake = sent;
    return wake != null
        && wake.seen().sequence() >= now.sequence()
        && nanos - wake.nanos() < patience;
  }

  /** True if the view is newer than the wake. */
  boolean isNews(InstanceView view) {
    Sent wake = sent;
    return wake == null || view.sequence() > wake.seen().sequence();
  }

  /** True if it failed anew, after it was woken, and is not started again at once. */
  boolean failedAgain(InstanceView view) {
    Sent wake = sent;
    return view.status() == InstanceStatus.FAILED
        && !Standing.startsAgainAtOnce(view)
        && wake != null
        && view.sequence() > wake.seen().sequence()
        && !view.since().equals(wake.seen().since());
  }
}
