package io.dormouse.edge.wake;

import io.dormouse.edge.EdgeSettings.Waiting;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.schemas.instance.InstanceId;
import io.dormouse.schemas.instance.InstanceStatus;
import io.dormouse.schemas.instance.InstanceView;
import io.dormouse.schemas.instance.WakingRequest;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
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
  private final Map<InstanceId, Sleeper> sleepers = new HashMap<>();
  private int held;
  private int watching;
  private long wakesSent;

  /** Listens to the table from now on. */
  public WaitingRoom(
      Vertx vertx, RoutingTable table, Wakes wakes, Waiting settings, InstantSource clock) {
    this.vertx = vertx;
    this.table = table;
    this.wakes = wakes;
    this.settings = settings;
    this.clock = clock;
    table.listen(this);
  }

  /** A place in the room. */
  public interface Place {

    /** Frees the place: nothing more is heard. The wake goes on. */
    void leave();
  }

  /** Holds a request until its instance serves, and wakes it if need be. */
  public Place hold(
      InstanceView view, WakingRequest why, Context context, Handler<Outcome> onOutcome) {
    return enter(new Waiter(Waiter.Kind.HELD, view, context, onOutcome), why);
  }

  /** Wakes an instance if need be, and tells when that is known to be written. */
  public Place wake(
      InstanceView view, WakingRequest why, Context context, Handler<Outcome> onOutcome) {
    return enter(new Waiter(Waiter.Kind.PAGE, view, context, onOutcome), why);
  }

  /** Tells what becomes of an instance, and wakes nothing. */
  public Place watch(InstanceView view, Context context, Handler<Outcome> onOutcome) {
    return enter(new Waiter(Waiter.Kind.WATCH, view, context, onOutcome), null);
  }

  /** How many requests are held. */
  public synchronized int held() {
    return held;
  }

  /** Sends everybody away: the edge closes. */
  public synchronized void close() {
    List.copyOf(sleepers.values()).forEach(sleeper -> end(sleeper, new Outcome.Closing()));
  }

  private synchronized Place enter(Waiter waiter, @Nullable WakingRequest why) {
    InstanceId id = waiter.seen().id();
    Standing standing = Standing.of(table.view(id).orElse(null), clock);
    if (standing instanceof Standing.Serving serving) {
      waiter.tell(new Outcome.Ready(serving.view()));
      return () -> {};
    } else if (!(standing instanceof Standing.Sleeping sleeping)) {
      waiter.tell(new Outcome.Ended(standing));
      return () -> {};
    } else {
      return enter(waiter, why, sleeping);
    }
  }

  private Place enter(Waiter waiter, @Nullable WakingRequest why, Standing.Sleeping standing) {
    Sleeper sleeper = sleepers.computeIfAbsent(standing.view().id(), Sleeper::new);
    if (isFull(waiter, sleeper)) {
      waiter.tell(new Outcome.NoPlace(standing.view()));
      forgetIfIdle(sleeper);
      return () -> {};
    }
    sleeper.add(waiter);
    count(waiter, 1);
    if (why != null) {
      sleeper.why(why);
      if (standing.view().status() == InstanceStatus.REQUESTED) {
        sleeper.promise();
      }
    }
    if (why != null && standing.needsWake() && !underWay(sleeper, standing.view())) {
      send(sleeper, standing.view(), why);
    }
    Sleeper.Sent sent = sleeper.sent();
    if (waiter.kind() == Waiter.Kind.PAGE
        && (!standing.needsWake() || (sent != null && sent.written()))) {
      tell(sleeper, List.of(waiter), new Outcome.WakeKnown(standing.view()));
      return () -> {};
    }
    return expiring(sleeper, waiter);
  }

  private Place expiring(Sleeper sleeper, Waiter waiter) {
    if (waiter.kind() != Waiter.Kind.HELD) {
      return () -> leave(sleeper, waiter);
    }
    long timer = vertx.setTimer(settings.holdTimeout().toMillis(), late -> expire(sleeper, waiter));
    return () -> {
      vertx.cancelTimer(timer);
      leave(sleeper, waiter);
    };
  }

  private synchronized void expire(Sleeper sleeper, Waiter waiter) {
    InstanceView view = table.view(sleeper.id()).orElse(waiter.seen());
    tell(sleeper, List.of(waiter), new Outcome.TooLong(view));
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
      case HELD -> sleeper.held() >= settings.perInstance() || held >= settings.total();
      case PAGE, WATCH -> watching >= settings.total();
    };
  }

  private void count(Waiter waiter, int change) {
    switch (waiter.kind()) {
      case HELD -> held += change;
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
