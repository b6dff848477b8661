package io.dormouse.edge.forward.pool;

import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Enforces deadlines on one event loop. It checks everything that is open a few times a second,
 * which costs a busy loop less than a timer for each request.
 */
public final class StallWatch {

  /** Work with a deadline. */
  public interface Watched {

    /** True if its deadline has passed; {@code now} is by {@link System#nanoTime}. */
    boolean isLate(long now);

    /** Ends it, and takes it off the watch. */
    void endLate();
  }

  private static final long TICK_MILLIS = 250;

  private final Set<Watched> open = new HashSet<>();

  public StallWatch(Vertx vertx) {
    vertx.setPeriodic(TICK_MILLIS, tick -> look());
  }

  public void add(Watched watched) {
    open.add(watched);
  }

  public void remove(Watched watched) {
    open.remove(watched);
  }

  private void look() {
    long now = System.nanoTime();
    List<Watched> late = open.stream().filter(watched -> watched.isLate(now)).toList();
    late.forEach(Watched::endLate);
  }
}
