package io.dormouse.edge.activity;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The use of one instance since its last report. Times are nanoseconds. */
final class InstanceUse {

  /** The numbers of a report. */
  record Counted(Duration idleFor, long requests, long bytesIn, long bytesOut, int open) {}

  private int open;
  private long requests;
  private long bytesIn;
  private long bytesOut;
  private long lastUse;
  private long lastReport;
  private boolean everReported;
  private boolean unwritten;
  private int openAtReport;

  synchronized void opened() {
    open++;
  }

  synchronized void moved(long in, long out) {
    bytesIn += in;
    bytesOut += out;
  }

  synchronized void closed(long now) {
    open--;
    requests++;
    lastUse = now;
  }

  /** The first report, as a use begins; null if there was one before. */
  synchronized @Nullable Counted takeFirst(LongSupplier nanoClock) {
    return everReported ? null : takeNow(nanoClock.getAsLong());
  }

  /**
   * The report that is due, or null. The first is due at once; none is due while one is on its way.
   */
  synchronized @Nullable Counted take(long now, long interval) {
    if (unwritten || (everReported && now - lastReport < interval)) {
      return null;
    }
    return hasNews() ? takeNow(now) : null;
  }

  /** The report of everything counted, due or not; null if there is no news. */
  synchronized @Nullable Counted takeAll(long now) {
    return hasNews() ? takeNow(now) : null;
  }

  /** True if there was no use for a whole interval. */
  synchronized boolean quiet(long now, long interval) {
    return everReported && !unwritten && !hasNews() && now - lastReport >= interval;
  }

  synchronized void written() {
    unwritten = false;
  }

  /** Adds a report that was not written to the next one. */
  synchronized void giveBack(Counted counted) {
    requests += counted.requests();
    bytesIn += counted.bytesIn();
    bytesOut += counted.bytesOut();
    openAtReport = -1;
    unwritten = false;
  }

  private boolean hasNews() {
    return !everReported
        || open > 0
        || open != openAtReport
        || requests > 0
        || bytesIn > 0
        || bytesOut > 0;
  }

  private Counted takeNow(long now) {
    Duration idle = open > 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - lastUse));
    Counted counted = new Counted(idle, requests, bytesIn, bytesOut, open);
    requests = 0;
    bytesIn = 0;
    bytesOut = 0;
    openAtReport = open;
    lastReport = now;
    everReported = true;
    unwritten = true;
    return counted;
  }
}
