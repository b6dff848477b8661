package io.dormouse.local.provisioning;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Counts the calls of a program, and holds one of them until the program is dead. Meanwhile the
 * program may go on with other work, whose calls are counted anew.
 */
final class Trap {

  /** The end of a call at which it is held. */
  enum Side {
    /** The server never hears of the call. */
    BEFORE,
    /** The server has done it, but the program never hears of that. */
    AFTER
  }

  private final Side side;
  private CountDownLatch dead = new CountDownLatch(1);
  private int at = Integer.MAX_VALUE;
  private int calls;
  private long lastCall;
  private boolean held;

  Trap(Side side) {
    this.side = side;
  }

  /** Begins to count anew, and holds the call with this number, of which the first is 1. */
  synchronized void arm(int call) {
    at = call;
    calls = 0;
    lastCall = System.nanoTime();
    held = false;
  }

  /** Holds no other call from now on; returns the number of calls that were counted. */
  synchronized int disarm() {
    at = Integer.MAX_VALUE;
    return calls;
  }

  /** True if the call for which the trap was armed last is held. */
  synchronized boolean isHeld() {
    return held;
  }

  /** The time since a call began, or since the trap was armed. */
  synchronized Duration quiet() {
    return Duration.ofNanos(System.nanoTime() - lastCall);
  }

  /** Lets all held calls go, because their program is dead. */
  synchronized void open() {
    dead.countDown();
    dead = new CountDownLatch(1);
  }

  /** Counts a call that begins; returns its number. */
  synchronized int begin() {
    lastCall = System.nanoTime();
    return ++calls;
  }

  /** True if the call is held at this end; returns then only after its program is dead. */
  boolean catches(int call, Side reached) throws InterruptedException {
    CountDownLatch end;
    synchronized (this) {
      if (held || reached != side || call != at) {
        return false;
      }
      held = true;
      end = dead;
    }
    end.await();
    return true;
  }
}
