package io.dormouse.agents.provisioner.commands;

import io.dormouse.agents.provisioner.work.CancellationToken;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceCommand;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works commands of many instances at once and those of one instance one after the other. A newer
 * command for the same resources ends the work on an older one.
 */
final class Lanes {

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /** Works one command on the thread that it is called on. */
  interface CommandWork {
    void perform(ResourceCommand command, CancellationToken token) throws InterruptedException;
  }

  /**
   * A command with its callback.
   *
   * @param partition the partition that it came from
   * @param finished called when the command needs no more work
   */
  record Order(ResourceCommand command, int partition, Runnable finished) {}

  private record Running(Order order, CancellationToken token) {}

  private static final class Lane {
    private final Deque<Order> waiting = new ArrayDeque<>();
    private @Nullable Running running;
  }

  private final CommandWork work;
  private final Map<InstanceId, Lane> lanes = new HashMap<>();
  private int orders;

  Lanes(CommandWork work) {
    this.work = work;
  }

  /** Takes a command and returns at once. */
  synchronized void take(Order order) {
    InstanceId instance = order.command().instance();
    Lane lane = lanes.computeIfAbsent(instance, key -> new Lane());
    supersede(lane, order.command());
    lane.waiting.add(order);
    orders++;
    if (lane.running == null) {
      startNext(instance, lane);
    }
  }

  private void supersede(Lane lane, ResourceCommand newer) {
    for (Iterator<Order> waiting = lane.waiting.iterator(); waiting.hasNext(); ) {
      Order older = waiting.next();
      if (older.command().resource().equals(newer.resource())) {
        waiting.remove();
        finish(older);
      }
    }
    Running running = lane.running;
    if (running != null && running.order.command().resource().equals(newer.resource())) {
      running.token.supersede();
    }
  }

  /** Drops the commands of an instance that needs no more work. */
  synchronized void forget(InstanceId instance) {
    Lane lane = lanes.get(instance);
    if (lane == null) {
      return;
    }
    lane.waiting.forEach(this::finish);
    lane.waiting.clear();
    if (lane.running != null) {
      lane.running.token.supersede();
    }
  }

  /** The number of commands that are not finished. */
  synchronized int unfinished() {
    return orders;
  }

  private void startNext(InstanceId instance, Lane lane) {
    Order next = lane.waiting.poll();
    if (next == null) {
      lane.running = null;
      lanes.remove(instance);
      return;
    }
    Running running = new Running(next, new CancellationToken());
    lane.running = running;
    Thread.ofVirtual().name("instance-" + instance).start(() -> run(instance, lane, running));
  }

  private void run(InstanceId instance, Lane lane, Running running) {
    try {
      work.perform(running.order.command(), running.token);
    } catch (InterruptedException e) {
      running.token.stop();
    } catch (RuntimeException e) {
      LOG.atError()
          .setMessage("command could not be worked")
          .addKeyValue("instance", instance)
          .addKeyValue("request", running.order.command().request())
          .setCause(e)
          .log();
    }
    synchronized (this) {
      if (running.token.isEnded() && !running.token.isSuperseded()) {
        orders--;
      } else {
        finish(running.order);
      }
      startNext(instance, lane);
      notifyAll();
    }
  }

  private void finish(Order order) {
    orders--;
    order.finished().run();
  }

  /**
   * Stops the work on all commands of some partitions and waits until it has ended, but no longer
   * than the time given. The commands stay unfinished, and their next reader works them again.
   */
  synchronized void stop(IntPredicate partitions, Duration most) {
    for (Lane lane : lanes.values()) {
      orders -= (int) lane.waiting.stream().filter(o -> partitions.test(o.partition())).count();
      lane.waiting.removeIf(order -> partitions.test(order.partition()));
      if (lane.running != null && partitions.test(lane.running.order.partition())) {
        lane.running.token.stop();
      }
    }
    long deadline = System.nanoTime() + most.toNanos();
    try {
      while (isRunning(partitions)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          LOG.atWarn().setMessage("work did not stop in time and goes on").log();
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isRunning(IntPredicate partitions) {
    return lanes.values().stream()
        .map(lane -> lane.running)
        .anyMatch(running -> running != null && partitions.test(running.order.partition()));
  }
}
