package io.dormouse.cli.api;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a stream from which nothing was heard for a time, so that its reader fails. */
final class SilenceWatch implements AutoCloseable {

  private final InputStream stream;
  private final long longest;
  private final Thread thread;
  private volatile long lastHeard = System.nanoTime();

  SilenceWatch(InputStream stream, Duration longest) {
    this.stream = stream;
    this.longest = longest.toNanos();
    this.thread = Thread.ofVirtual().start(this::watch);
  }

  void heard() {
    lastHeard = System.nanoTime();
  }

  private void watch() {
    try {
      for (long rest = longest; rest > 0; rest = longest - (System.nanoTime() - lastHeard)) {
        Thread.sleep(Duration.ofNanos(rest));
      }
      stream.close();
    } catch (InterruptedException e) {
      // The reader has ended first.
    } catch (IOException e) {
      // A stream that cannot be closed has ended.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
