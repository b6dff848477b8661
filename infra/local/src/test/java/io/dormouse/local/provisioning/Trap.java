package io.dormouse.local.provisioning;

import java.util.concurrent.CountDownLatch;

/**
 * Counts the calls that a program makes, and holds one of them until the program is dead. While it
 * is held the program may go on with other things, whose calls are counted anew.
 */
final class Trap {

  /** At which end of a call it is held. */
  enum Side {
    /** The server never hears of the call. */
    BEFORE,
    /** The server has done it, the program never hears of that. */
    AFTER
  }

  private final Side side;
  private CountDownLatch dead = new CountDownLatch(1);
  private int at = Integer.MAX_VALUE;
  private int calls;
  private boolean held;

  Trap(Side side) {
    this.side = side;
  }

  /** Begins to count anew; the call with this number, the first being 1, is to be held. */
  synchronized void arm(int call) {
    at = call;
    calls = 0;
    held = false;
  }

  /** Holds no other call from now on; returns how many calls were counted. */
  synchronized int disarm() {
    at = Integer.MAX_VALUE;
    return calls;
  }

  /** True if the call is held for which it was armed last. */
  synchronized boolean isHeld() {
    return held;
  }

  /** Lets all held calls go: the program that made them is dead. */
  synchronized void open() {
    dead.countDown();
    dead = new CountDownLatch(1);
  }

  /** The number of a call that begins. */
  synchronized int begin() {
    return ++calls;
  }

  /** True if a call ends on this side; the program that made it is dead by then. */
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
