package io.dormouse.edge.wake;

import io.dormouse.edge.EdgeSettings.Waiting;
import io.dormouse.edge.WakingSettings;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.language.cause.WakingRequest;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where requests wait for instances that do not serve yet. However many wait, one wake is
 * sent; it is sent again only if the instance does not move. Waiters get the outcome in the order
 * in which they came, each once and on its own event loop.
 *
 * <p>Safe for any thread; nothing blocks.
 */
public final class WaitingRoom implements RoutingTable.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

  private final Vertx vertx;
  private final RoutingTable table;
  private final Wakes wakes;
  private final Waiting settings;
  private final InstantSource clock;
  private final WakeLimits limits;
  private final Map<InstanceId, Sleeper> sleepers = new HashMap<>();
  private volatile Consumer<InstanceView> onRelease = released -> {};
  private int held;
  private int watching;
  private long wakesSent;

  /**
   * Limits of the room.
   *
   * @param waiting of requests
   * @param waking of instances
   */
  public record RoomLimits(Waiting waiting, WakingSettings waking) {}

  /** Listens to the table from now on. */
  public WaitingRoom(
      Vertx vertx, RoutingTable table, Wakes wakes, RoomLimits limits, InstantSource clock) {
    this.vertx = vertx;
    this.table = table;
    this.wakes = wakes;
    this.settings = limits.waiting();
    this.clock = clock;
    this.limits = new WakeLimits(limits.waking(), System.nanoTime());
    table.listen(this);
  }

  /**
   * Sets the listener for instances that serve at last and were waited for; any thread calls it.
   */
  public void whenReleased(Consumer<InstanceView> listener) {
    onRelease = listener;
  }

  /** A waiter's registration in the room. */
  public interface Registration {

    /** Ends the wait without an outcome. The wake goes on. */
    void leave();
  }

  /** Holds a request until its instance serves, and wakes it if need be. */
  Registration hold(
      InstanceView view, Caller caller, Context context, Handler<WaitOutcome> onOutcome) {
    return enter(new Waiter(Waiter.Purpose.HELD, view, context, onOutcome), caller);
  }

  /** Wakes an instance if need be; the outcome comes when the wake is written. */
  Registration wake(
      InstanceView view, Caller caller, Context context, Handler<WaitOutcome> onOutcome) {
    return enter(new Waiter(Waiter.Purpose.PAGE, view, context, onOutcome), caller);
  }

  /** Waits for the outcome of an instance, and wakes nothing. */
  public Registration watch(InstanceView view, Context context, Handler<WaitOutcome> onOutcome) {
    return enter(new Waiter(Waiter.Purpose.WATCH, view, context, onOutcome), null);
  }

  /**
   * Holds a request whose instance should serve by this view, but takes no connection, until there
   * is a newer view or this time is over. Wakes nothing.
   */
  synchronized Registration strand(
      InstanceView view, Duration time, Context context, Handler<WaitOutcome> onOutcome) {
    Waiter waiter = new Waiter(Waiter.Purpose.STRANDED, view, context, onOutcome);
    InstanceView now = table.view(view.id()).orElse(null);
    if (now == null
        || now.sequence() != view.sequence()
        || !now.endpoints().equals(view.endpoints())) {
      waiter.tell(new WaitOutcome.Moved());
      return () -> {};
    }
    Sleeper sleeper = sleepers.computeIfAbsent(view.id(), Sleeper::new);
    if (isFull(waiter, sleeper)) {
      waiter.tell(new WaitOutcome.NoPlace(view));
      forgetIfIdle(sleeper);
      return () -> {};
    }
    sleeper.add(waiter);
    count(waiter, 1);
    return expiring(sleeper, waiter, time, new WaitOutcome.Moved());
  }

  /** The place of an instance in its pool's queue for room; 0 if it is not in it. */
  int queuePlace(InstanceId instance) {
    return table.queuePlace(instance);
  }

  /** Number of networks of clients whose wakes are remembered. */
  public synchronized int clients() {
    return limits.clients();
  }

  /** The number of held requests. */
  public synchronized int held() {
    return held;
  }

  /** Ends all waits, because the edge closes. */
  public synchronized void close() {
    List.copyOf(sleepers.values()).forEach(sleeper -> end(sleeper, new WaitOutcome.Closing()));
  }

  @Override
  public synchronized boolean awaits(InstanceId instance) {
    return sleepers.containsKey(instance);
  }

  private synchronized Registration enter(Waiter waiter, @Nullable Caller caller) {
    InstanceId id = waiter.seen().id();
    Standing standing = Standing.of(table.view(id).orElse(null), clock);
    if (standing instanceof Standing.Awake awake) {
      waiter.tell(new WaitOutcome.Ready(awake.view()));
      return () -> {};
    } else if (!(standing instanceof Standing.Sleeping sleeping)) {
      waiter.tell(new WaitOutcome.Ended(standing));
      return () -> {};
    } else {
      return enter(waiter, caller, sleeping);
    }
  }

  private Registration enter(Waiter waiter, @Nullable Caller caller, Standing.Sleeping standing) {
    InstanceView view = standing.view();
    Sleeper sleeper = sleepers.computeIfAbsent(view.id(), Sleeper::new);
    WaitOutcome no = isFull(waiter, sleeper) ? new WaitOutcome.NoPlace(view) : null;
    if (no == null && caller != null && caller.network() != null && isNew(sleeper, standing)) {
      WakeLimits.Refusal refusal = limits.charge(caller.network(), view.id(), System.nanoTime());
      no = refusal == null ? null : new WaitOutcome.WakeRefused(view, refusal);
    }
    if (no != null) {
      waiter.tell(no);
      forgetIfIdle(sleeper);
      return () -> {};
    }
    sleeper.add(waiter);
    count(waiter, 1);
    if (caller != null) {
      sleeper.why(caller.why());
      if (view.status() == InstanceStatus.REQUESTED) {
        sleeper.promise();
      } else if (isToBeAsked(standing) && !underWay(sleeper, view)) {
        send(sleeper, view, caller.why());
      }
    }
    Sleeper.Sent sent = sleeper.sent();
    if (waiter.purpose() == Waiter.Purpose.PAGE
        && (!standing.needsWake() || (sent != null && sent.written()))) {
      tell(sleeper, List.of(waiter), new WaitOutcome.WakeKnown(view));
      return () -> {};
    }
    return waiter.purpose() == Waiter.Purpose.HELD
        ? expiring(sleeper, waiter, settings.holdTimeout(), null)
        : () -> leave(sleeper, waiter);
  }

  /**
   * True if the brain has to hear of a request: to wake the instance, or to keep its place in the
   * queue.
   */
  private static boolean isToBeAsked(Standing.Sleeping standing) {
    return standing.needsWake() || standing.view().status() == InstanceStatus.QUEUED;
  }

  /** True if one more request causes a wake that nobody asked for yet. */
  private static boolean isNew(Sleeper sleeper, Standing.Sleeping standing) {
    InstanceView view = standing.view();
    return view.status() == InstanceStatus.REQUESTED
        ? !sleeper.promised()
        : standing.needsWake() && sleeper.isNews(view);
  }

  /** Ends a wait after some time, with this outcome, or {@code TooLong} if it is null. */
  private Registration expiring(
      Sleeper sleeper, Waiter waiter, Duration time, @Nullable WaitOutcome atTheEnd) {
    long timer =
        vertx.setTimer(Math.max(1, time.toMillis()), late -> expire(sleeper, waiter, atTheEnd));
    return () -> {
      vertx.cancelTimer(timer);
      leave(sleeper, waiter);
    };
  }

  private synchronized void expire(Sleeper sleeper, Waiter waiter, @Nullable WaitOutcome atTheEnd) {
    InstanceView view = table.view(sleeper.id()).orElse(waiter.seen());
    tell(sleeper, List.of(waiter), atTheEnd == null ? new WaitOutcome.TooLong(view) : atTheEnd);
    forgetIfIdle(sleeper);
  }

  private synchronized void leave(Sleeper sleeper, Waiter waiter) {
    if (sleeper.remove(waiter)) {
      count(waiter, -1);
      forgetIfIdle(sleeper);
    }
  }

  /** Ends the waits that a newer view decides, in order. */
  @Override
  public synchronized void changed(InstanceId instance, @Nullable InstanceView view) {
    Sleeper sleeper = sleepers.get(instance);
    if (sleeper == null) {
      return;
    }
    tell(sleeper, sleeper.waiters(Waiter.Purpose.STRANDED), new WaitOutcome.Moved());
    forgetIfIdle(sleeper);
    if (view != null && sleeper.failedAgain(view)) {
      end(sleeper, new WaitOutcome.Ended(new Standing.Failed(view)));
      return;
    }
    switch (Standing.of(view, clock)) {
      case Standing.Awake awake -> release(sleeper, awake.view());
      case Standing.Sleeping sleeping -> sleepsOn(sleeper, sleeping);
      case Standing.Failed failed -> {
        if (sleeper.isNews(failed.view())) {
          end(sleeper, new WaitOutcome.Ended(failed));
        }
      }
      case Standing.WithoutResources without -> end(sleeper, new WaitOutcome.Ended(without));
      case Standing.Stopped stopped -> end(sleeper, new WaitOutcome.Ended(stopped));
      case Standing.Deleted deleted -> end(sleeper, new WaitOutcome.Ended(deleted));
      case Standing.Gone gone -> end(sleeper, new WaitOutcome.Ended(gone));
    }
  }

  private void release(Sleeper sleeper, InstanceView view) {
    if (!sleeper.nobodyWaits()) {
      onRelease.accept(view);
    }
    end(sleeper, new WaitOutcome.Ready(view));
  }

  /** Wakes an instance that fell asleep again, can be woken at last, or missed the wake. */
  private void sleepsOn(Sleeper sleeper, Standing.Sleeping standing) {
    WakingRequest why = sleeper.why();
    if (standing.needsWake()
        && why != null
        && sleeper.isNews(standing.view())
        && (sleeper.held() > 0 || sleeper.promised())) {
      send(sleeper, standing.view(), why);
    }
  }

  private void send(Sleeper sleeper, InstanceView view, WakingRequest why) {
    long number = ++wakesSent;
    sleeper.sent(new Sleeper.Sent(number, view, System.nanoTime(), false));
    LOG.atInfo()
        .setMessage("wake sent")
        .addKeyValue("instance", sleeper.id())
        .addKeyValue("held", sleeper.held())
        .log();
    wakes
        .wake(sleeper.id(), why)
        .whenComplete((written, failure) -> settled(sleeper, number, failure));
    vertx.setTimer(settings.resend().toMillis(), late -> lookAgain(sleeper, number));
  }

  private synchronized void settled(Sleeper sleeper, long number, @Nullable Throwable failure) {
    Sleeper.Sent sent = sleeper.sent();
    if (sent == null || sent.number() != number) {
      return;
    }
    if (failure == null) {
      sleeper.sent(new Sleeper.Sent(number, sent.seen(), sent.nanos(), true));
      tell(sleeper, sleeper.waiters(Waiter.Purpose.PAGE), new WaitOutcome.WakeKnown(sent.seen()));
    } else {
      LOG.atWarn()
          .setMessage("wake not written")
          .addKeyValue("instance", sleeper.id())
          .addKeyValue("reason", failure.toString())
          .log();
      end(sleeper, new WaitOutcome.WakeNotWritten(sent.seen()));
    }
  }

  private synchronized void lookAgain(Sleeper sleeper, long number) {
    Sleeper.Sent sent = sleeper.sent();
    if (sent == null || sent.number() != number || sleepers.get(sleeper.id()) != sleeper) {
      return;
    }
    InstanceView view = table.view(sleeper.id()).orElse(null);
    WakingRequest why = sleeper.why();
    boolean unmoved =
        Standing.of(view, clock) instanceof Standing.Sleeping sleeping && sleeping.needsWake();
    if (sleeper.nobodyWaits()) {
      sleepers.remove(sleeper.id());
    } else if (view != null && why != null && unmoved) {
      send(sleeper, view, why);
    }
  }

  private void end(Sleeper sleeper, WaitOutcome outcome) {
    sleepers.remove(sleeper.id(), sleeper);
    sleeper.sent(null);
    tell(sleeper, sleeper.waiters(), outcome);
  }

  private void tell(Sleeper sleeper, List<Waiter> waiters, WaitOutcome outcome) {
    for (Waiter waiter : waiters) {
      if (sleeper.remove(waiter)) {
        count(waiter, -1);
        waiter.tell(outcome);
      }
    }
  }

  private boolean isFull(Waiter waiter, Sleeper sleeper) {
    return switch (waiter.purpose()) {
      case HELD, STRANDED -> sleeper.held() >= settings.perInstance() || held >= settings.total();
      case PAGE, WATCH -> watching >= settings.total();
    };
  }

  private void count(Waiter waiter, int change) {
    switch (waiter.purpose()) {
      case HELD, STRANDED -> held += change;
      case PAGE, WATCH -> watching += change;
    }
  }

  private boolean underWay(Sleeper sleeper, InstanceView view) {
    return sleeper.wakeUnderWay(view, System.nanoTime(), settings.resend().toNanos());
  }

  /** A wake that is under way or promised is remembered, so that it is sent exactly once. */
  private void forgetIfIdle(Sleeper sleeper) {
    Sleeper.Sent sent = sleeper.sent();
    if (sleeper.nobodyWaits()
        && !sleeper.promised()
        && (sent == null || System.nanoTime() - sent.nanos() >= settings.resend().toNanos())) {
      sleepers.remove(sleeper.id(), sleeper);
    }
  }
}
