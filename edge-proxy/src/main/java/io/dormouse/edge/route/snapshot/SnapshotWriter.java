package io.dormouse.edge.route.snapshot;

import io.dormouse.edge.route.RouteFeed;
import io.dormouse.edge.route.RoutingTable;
import io.dormouse.kit.topics.Checkpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots on a thread of its own: soon after something has changed, and at the end. Large
 * ones are written less often, so that writing takes a twentieth of the time at most. A failure is
 * logged and tried again. The last snapshot stays while a newer version's records are in the table.
 */
public final class SnapshotWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final int SHARE = 20;

  /** Renews a snapshot without changes, so that it does not get too old to continue from. */
  private static final Duration OLDEST = Duration.ofHours(1);

  private final Snapshot snapshot;
  private final RoutingTable table;
  private final RouteFeed feed;
  private final Duration interval;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable Checkpoint written;
  private volatile long writtenChanges;

  /** Starts to write, at once and then in this interval at the soonest. */
  public SnapshotWriter(Snapshot snapshot, RoutingTable table, RouteFeed feed, Duration interval) {
    this.snapshot = snapshot;
    this.table = table;
    this.feed = feed;
    this.interval = interval;
    this.thread = Thread.ofPlatform().name("snapshots").daemon().start(this::run);
  }

  private void run() {
    try {
      long pause;
      do {
        long begin = System.nanoTime();
        writeIfChanged();
        pause = Math.max(interval.toNanos(), SHARE * (System.nanoTime() - begin));
      } while (!closing.await(pause, TimeUnit.NANOSECONDS));
      writeIfChanged();
    } catch (InterruptedException e) {
      LOG.atDebug().setMessage("snapshots interrupted").log();
    }
  }

  private void writeIfChanged() {
    // A change between these lines is in the table and is read again, which does no harm.
    long changes = table.changes();
    Checkpoint now = feed.checkpoint().orElse(null);
    Checkpoint last = written;
    if (now == null
        || feed.narrowed()
        || (last != null
            && changes == writtenChanges
            && now.heard().isBefore(last.heard().plus(OLDEST)))) {
      return;
    }
    try {
      long begin = System.nanoTime();
      snapshot.write(table, now);
      written = now;
      writtenChanges = changes;
      LOG.atDebug()
          .setMessage("snapshot written")
          .addKeyValue("domains", table.domains())
          .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - begin).toMillis())
          .log();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .setMessage("snapshot not written, the one before stays")
          .addKeyValue("reason", e.toString())
          .log();
    }
  }

  /** Changes of the table that are not in the snapshot yet. */
  public long unsaved() {
    return table.changes() - writtenChanges;
  }

  /** Writes once more if need be; takes some seconds at most. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.atWarn().setMessage("snapshot takes too long, the one before stays").log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
