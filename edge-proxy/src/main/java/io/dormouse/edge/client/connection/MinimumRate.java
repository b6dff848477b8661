package io.dormouse.edge.client.connection;

import java.time.Duration;

/**
 * Checks that bytes move at least at a given rate, averaged over a window, in which they could move
 * all the time. Checked from time to time; times are nanoseconds.
 */
final class MinimumRate {

  private long windowBegan;
  private long bytesThen;
  private boolean inWindow;

  /**
   * Checks once more.
   *
   * @param due true if it depends on the other side that bytes move
   * @param bytes number of bytes moved so far
   */
  boolean tooSlow(long now, boolean due, long bytes, Duration window, long bytesPerSecond) {
    if (!due || !inWindow) {
      inWindow = due;
      begin(now, bytes);
      return false;
    }
    long passed = now - windowBegan;
    if (passed < window.toNanos()) {
      return false;
    }
    boolean slow = (bytes - bytesThen) * 1e9 < (double) bytesPerSecond * passed;
    begin(now, bytes);
    return slow;
  }

  private void begin(long now, long bytes) {
    windowBegan = now;
    bytesThen = bytes;
  }
}
