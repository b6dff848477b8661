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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests wait for instances that do not serve yet. However many wait for one, one wake is
 * sent; it is sent again only if the instance does not move. Those who wait hear of the outcome in
 * the order in which they came, each once and on its own event loop.
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
  private int held;
  private int watching;
  private long wakesSent;

  /**
   * Limits of the room.
   *
   * @param waiting of requests
   * @param waking of instances
   */
  public record Limits(Waiting waiting, WakingSettings waking) {}

  /** Listens to the table from now on. */
  public WaitingRoom(
      Vertx vertx, RoutingTable table, Wakes wakes, Limits limits, InstantSource clock) {
    this.vertx = vertx;
    this.table = table;
    this.wakes = wakes;
    this.settings = limits.waiting();
    this.clock = clock;
    this.limits = new WakeLimits(limits.waking(), System.nanoTime());
    table.listen(this);
  }

  /** A place in the room. */
  public interface Place {

    /** Frees the place: nothing more is heard. The wake goes on. */
    void leave();
  }

  /** Holds a request until its instance serves, and wakes it if need be. */
  Place hold(InstanceView view, Caller caller, Context context, Handler<Outcome> onOutcome) {
    return enter(new Waiter(Waiter.Kind.HELD, view, context, onOutcome), caller);
  }

  /** Wakes an instance if need be, and tells when that is known to be written. */
  Place wake(InstanceView view, Caller caller, Context context, Handler<Outcome> onOutcome) {
    return enter(new Waiter(Waiter.Kind.PAGE, view, context, onOutcome), caller);
  }

  /** Tells what becomes of an instance, and wakes nothing. */
  public Place watch(InstanceView view, Context context, Handler<Outcome> onOutcome) {
    return enter(new Waiter(Waiter.Kind.WATCH, view, context, onOutcome), null);
  }

  /**
   * Holds a request whose instance should serve by this view, but takes no connection, until there
   * is a newer view or this time is over. Wakes nothing.
   */
  synchronized Place strand(
      InstanceView view, Duration time, Context context, Handler<Outcome> onOutcome) {
    Waiter waiter = new Waiter(Waiter.Kind.STRANDED, view, context, onOutcome);
    InstanceView now = table.view(view.id()).orElse(null);
    if (now == null || now.sequence() != view.sequence()) {
      waiter.tell(new Outcome.Moved());
      return () -> {};
    }
    Sleeper sleeper = sleepers.computeIfAbsent(view.id(), Sleeper::new);
    if (isFull(waiter, sleeper)) {
      waiter.tell(new Outcome.NoPlace(view));
      forgetIfIdle(sleeper);
      return () -> {};
    }
    sleeper.add(waiter);
    count(waiter, 1);
    return expiring(sleeper, waiter, time, new Outcome.Moved());
  }

  /** The place of an instance in its pool's queue for room; 0 if it is not in it. */
  int queuePlace(InstanceId instance) {
    return table.queuePlace(instance);
  }

  /** Number of networks of clients whose wakes are remembered. */
  public synchronized int clients() {
    return limits.clients();
  }

  /** How many requests are held. */
  public synchronized int held() {
    return held;
  }

  /** Sends everybody away: the edge closes. */
  public synchronized void close() {
    List.copyOf(sleepers.values()).forEach(sleeper -> end(sleeper, new Outcome.Closing()));
  }

  private synchronized Place enter(Waiter waiter, @Nullable Caller caller) {
    InstanceId id = waiter.seen().id();
    Standing standing = Standing.of(table.view(id).orElse(null), clock);
    if (standing instanceof Standing.Serving serving) {
      waiter.tell(new Outcome.Ready(serving.view()));
      return () -> {};
    } else if (!(standing instanceof Standing.Sleeping sleeping)) {
      waiter.tell(new Outcome.Ended(standing));
      return () -> {};
    } else {
      return enter(waiter, caller, sleeping);
    }
  }

  private Place enter(Waiter waiter, @Nullable Caller caller, Standing.Sleeping standing) {
    InstanceView view = standing.view();
    Sleeper sleeper = sleepers.computeIfAbsent(view.id(), Sleeper::new);
    Outcome no = isFull(waiter, sleeper) ? new Outcome.NoPlace(view) : null;
    if (no == null && caller != null && caller.network() != null && isNew(sleeper, standing)) {
      WakeLimits.Refusal refusal = limits.charge(caller.network(), view.id(), System.nanoTime());
      no = refusal == null ? null : new Outcome.Refused(view, refusal);
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
    if (waiter.kind() == Waiter.Kind.PAGE
        && (!standing.needsWake() || (sent != null && sent.written()))) {
      tell(sleeper, List.of(waiter), new Outcome.WakeKnown(view));
      return () -> {};
    }
    return waiter.kind() == Waiter.Kind.HELD
        ? expiring(sleeper, waiter, settings.holdTimeout(), null)
        : () -> leave(sleeper, waiter);
  }

  /** A queued one too: it gives its place up when nobody seems to want it any more. */
  private static boolean isToBeAsked(Standing.Sleeping standing) {
    return standing.needsWake() || standing.view().status() == InstanceStatus.QUEUED;
  }

  /** Whether one more request makes for a wake that nobody asked for yet. */
  private static boolean isNew(Sleeper sleeper, Standing.Sleeping standing) {
    InstanceView view = standing.view();
    return view.status() == InstanceStatus.REQUESTED
        ? !sleeper.promised()
        : standing.needsWake() && sleeper.isNews(view);
  }

  /** With null it hears that it took too long. */
  private Place expiring(
      Sleeper sleeper, Waiter waiter, Duration time, @Nullable Outcome atTheEnd) {
    long timer =
        vertx.setTimer(Math.max(1, time.toMillis()), late -> expire(sleeper, waiter, atTheEnd));
    return () -> {
      vertx.cancelTimer(timer);
      leave(sleeper, waiter);
    };
  }

  private synchronized void expire(Sleeper sleeper, Waiter waiter, @Nullable Outcome atTheEnd) {
    InstanceView view = table.view(sleeper.id()).orElse(waiter.seen());
    tell(sleeper, List.of(waiter), atTheEnd == null ? new Outcome.TooLong(view) : atTheEnd);
    forgetIfIdle(sleeper);
  }

  private synchronized void leave(Sleeper sleeper, Waiter waiter) {
    if (sleeper.remove(waiter)) {
      count(waiter, -1);
      forgetIfIdle(sleeper);
    }
  }

  /** A newer view: whoever waited for it goes, in order. */
  @Override
  public synchronized void changed(InstanceId instance, @Nullable InstanceView view) {
    Sleeper sleeper = sleepers.get(instance);
    if (sleeper == null) {
      return;
    }
    tell(sleeper, sleeper.waiters(Waiter.Kind.STRANDED), new Outcome.Moved());
    forgetIfIdle(sleeper);
    if (view != null && sleeper.failedAgain(view)) {
      end(sleeper, new Outcome.Ended(new Standing.Failed(view)));
      return;
    }
    switch (Standing.of(view, clock)) {
      case Standing.Serving serving -> end(sleeper, new Outcome.Ready(serving.view()));
      case Standing.Sleeping sleeping -> sleepsOn(sleeper, sleeping);
      case Standing.Failed failed -> {
        if (sleeper.isNews(failed.view())) {
          end(sleeper, new Outcome.Ended(failed));
        }
      }
      case Standing.WithoutResources without -> end(sleeper, new Outcome.Ended(without));
      case Standing.Stopped stopped -> end(sleeper, new Outcome.Ended(stopped));
      case Standing.Deleted deleted -> end(sleeper, new Outcome.Ended(deleted));
      case Standing.Gone gone -> end(sleeper, new Outcome.Ended(gone));
    }
  }

  /** It fell asleep again, or can be woken at last, or never heard the wake. */
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
      tell(sleeper, sleeper.waiters(Waiter.Kind.PAGE), new Outcome.WakeKnown(sent.seen()));
    } else {
      LOG.atWarn()
          .setMessage("wake not written")
          .addKeyValue("instance", sleeper.id())
          .addKeyValue("reason", failure.toString())
          .log();
      end(sleeper, new Outcome.WakeNotWritten(sent.seen()));
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

  private void end(Sleeper sleeper, Outcome outcome) {
    sleepers.remove(sleeper.id(), sleeper);
    sleeper.sent(null);
    tell(sleeper, sleeper.waiters(), outcome);
  }

  private void tell(Sleeper sleeper, List<Waiter> waiters, Outcome outcome) {
    for (Waiter waiter : waiters) {
      if (sleeper.remove(waiter)) {
        count(waiter, -1);
        waiter.tell(outcome);
      }
    }
  }

  private boolean isFull(Waiter waiter, Sleeper sleeper) {
    return switch (waiter.kind()) {
      case HELD, STRANDED -> sleeper.held() >= settings.perInstance() || held >= settings.total();
      case PAGE, WATCH -> watching >= settings.total();
    };
  }

  private void count(Waiter waiter, int change) {
    switch (waiter.kind()) {
      case HELD, STRANDED -> held += change;
      case PAGE, WATCH -> watching += change;
    }
  }

  private boolean underWay(Sleeper sleeper, InstanceView view) {
    return sleeper.wakeUnderWay(view, System.nanoTime(), settings.resend().toNanos());
  }

  /** A wake that is under way or promised is remembered: it is to be sent, and once. */
  private void forgetIfIdle(Sleeper sleeper) {
    Sleeper.Sent sent = sleeper.sent();
    if (sleeper.nobodyWaits()
        && !sleeper.promised()
        && (sent == null || System.nanoTime() - sent.nanos() >= settings.resend().toNanos())) {
      sleepers.remove(sleeper.id(), sleeper);
    }
  }
}
