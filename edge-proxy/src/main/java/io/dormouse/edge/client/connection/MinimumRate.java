package io.dormouse.edge.client.connection;

import java.time.Duration;

/**
 * Checks that bytes move at a minimum rate, averaged over a window in which they could move all the
 * time. The check runs from time to time; times are nanoseconds.
 */
final class MinimumRate {

  private long windowBegan;
  private long bytesThen;
  private boolean inWindow;

  /**
   * True if a window has just ended in which bytes moved too slowly.
   *
   * @param due true if it is the other side's turn to move bytes
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
