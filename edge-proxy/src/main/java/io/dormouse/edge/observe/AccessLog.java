package io.dormouse.edge.observe;

import io.dormouse.edge.client.Descriptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each request that has ended, on a thread of its own. Callers never wait: when
 * the thread cannot keep up, lines are dropped and counted. The file may be moved away at any time;
 * within a second a new one is begun under its name.
 */
public final class AccessLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final String OFF = "off";
  private static final int MOST_WAITING = 8192;
  private static final long CLOSE_MILLIS = 2_000;

  private final EdgeMetrics metrics;
  private final Descriptions descriptions;
  private final LogTarget target;
  private final BlockingQueue<AccessRecord> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final @Nullable Thread writer;
  private volatile boolean closing;
  private boolean failing;

  /**
   * Opens it.
   *
   * @param where a file, {@code -} for the standard output, {@code off} for none
   * @param descriptions hides the addresses of clients
   */
  public AccessLog(String where, EdgeMetrics metrics, Descriptions descriptions) {
    this.metrics = metrics;
    this.descriptions = descriptions;
    this.target = new LogTarget(where);
    this.writer =
        where.equals(OFF) ? null : Thread.ofPlatform().daemon().name("access-log").start(this::run);
  }

  /** Takes the record of a request that has ended; never blocks. */
  void write(AccessRecord record) {
    if (writer != null && !waiting.offer(record)) {
      metrics.lineDropped();
    }
  }

  /** Writes the remaining lines, for two seconds at most. */
  @Override
  public void close() {
    closing = true;
    if (writer != null) {
      try {
        writer.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (!closing || !waiting.isEmpty()) {
        AccessRecord next = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          writeAll(next);
        }
      }
      target.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void writeAll(AccessRecord first) {
    try {
      BufferedWriter out = target.open();
      for (AccessRecord record = first; record != null; record = waiting.poll()) {
        out.write(AccessLine.of(record, descriptions));
        out.write('\n');
      }
      out.flush();
      failing = false;
    } catch (IOException | RuntimeException e) {
      metrics.lineDropped();
      failed(e);
    }
  }

  private void failed(Exception cause) {
    if (!failing) {
      failing = true;
      LOG.atError()
          .setMessage("access log not written")
          .addKeyValue("file", target)
          .addKeyValue("reason", cause.toString())
          .log();
    }
  }
}
