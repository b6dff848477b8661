package io.dormouse.edge.activity;

import io.dormouse.edge.activity.InstanceUse.Counted;
import io.dormouse.language.activity.ActivityReport;
import io.dormouse.language.instance.InstanceId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts the use of instances and reports it: at once when use begins after quiet, then once an
 * interval while anything is open or moves, and once more when all is closed. Use that could not be
 * reported is part of the next report, so that memory grows with instances, not with time. All but
 * the first report of a use are sent at ticks, many in one go.
 *
 * <p>Safe for any thread; nothing blocks.
 */
public final class ActivityMeter {

  private static final Logger LOG = LoggerFactory.getLogger(ActivityMeter.class);

  private final String edge;
  private final Duration interval;
  private final ActivityOut out;
  private final LongSupplier nanoClock;
  private final Map<InstanceId, InstanceUse> uses = new ConcurrentHashMap<>();
  private final AtomicBoolean failing = new AtomicBoolean();

  public ActivityMeter(String edge, Duration interval, ActivityOut out, LongSupplier nanoClock) {
    this.edge = edge;
    this.interval = interval;
    this.out = out;
    this.nanoClock = nanoClock;
  }

  /** A request to the instance, or a tunnel, begins. */
  public Use open(InstanceId instance) {
    InstanceUse use =
        uses.compute(
            instance,
            (id, known) -> {
              InstanceUse counted = known == null ? new InstanceUse() : known;
              counted.opened();
              return counted;
            });
    report(instance, use, use.takeFirst(nanoClock));
    return new OpenUse(use);
  }

  /** Sends the reports that are due; to be called several times an interval. */
  public void tick() {
    long now = nanoClock.getAsLong();
    uses.forEach((instance, use) -> {
      report(instance, use, use.take(now, interval.toNanos()));
      uses.computeIfPresent(
          instance, (id, known) -> known.quiet(now, interval.toNanos()) ? null : known);
    });
  }

  /**
   * Sends all reports, due or not, because the edge ends.
   *
   * @return done when all of it is written, or could not be
   */
  public CompletableFuture<Void> flush() {
    long now = nanoClock.getAsLong();
    Stream<CompletableFuture<?>> reports =
        uses.entrySet().stream()
            .map(entry -> report(entry.getKey(), entry.getValue(), entry.getValue().takeAll(now)))
            .map(CompletionStage::toCompletableFuture);
    return CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new));
  }

  private CompletionStage<?> report(
      InstanceId instance, InstanceUse use, @Nullable Counted counted) {
    if (counted == null) {
      return CompletableFuture.completedFuture(null);
    }
    ActivityReport report =
        new ActivityReport(
            instance,
            edge,
            interval,
            counted.idleFor(),
            counted.requests(),
            counted.bytesIn(),
            counted.bytesOut(),
            counted.open());
    return out.report(report)
        .handle((written, failure) -> {
          if (failure == null) {
            use.written();
          } else {
            use.giveBack(counted);
          }
          say(failure);
          return written;
        });
  }

  /** Logs each change once: while no broker answers, all reports fail. */
  private void say(@Nullable Throwable failure) {
    boolean fails = failure != null;
    if (failing.compareAndSet(!fails, fails)) {
      LOG.atLevel(fails ? Level.WARN : Level.INFO)
          .setMessage(fails ? "activity not written, told later" : "activity written again")
          .addKeyValue("reason", String.valueOf(failure))
          .log();
    }
  }

  private final class OpenUse implements Use {

    private final InstanceUse use;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenUse(InstanceUse use) {
      this.use = use;
    }

    @Override
    public void received(long bytes) {
      use.moved(bytes, 0);
    }

    @Override
    public void sent(long bytes) {
      use.moved(0, bytes);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        use.closed(nanoClock.getAsLong());
      }
    }
  }
}
