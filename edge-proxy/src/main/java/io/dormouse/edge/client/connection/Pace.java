package io.dormouse.edge.client.connection;

import java.time.Duration;

/**
 * Whether bytes move at least at a given rate, averaged over a window, in which they could move all
 * the time. Looked at from time to time; times are nanoseconds.
 */
final class Pace {

  private long windowBegan;
  private long bytesThen;
  private boolean inWindow;

  /**
   * Looks once more.
   *
   * @param due whether it is the other side on whom it depends that bytes move
   * @param bytes how many have moved since ever
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
