package io.dormouse.agents.provisioner.commands;

import java.util.TreeSet;

/** Finished records of a partition. The position to commit never passes an unfinished record. */
final class OffsetLedger {

  private final TreeSet<Long> unfinished = new TreeSet<>();
  private long next;

  /** Begins at an offset. */
  OffsetLedger(long from) {
    this.next = from;
  }

  synchronized void began(long offset) {
    unfinished.add(offset);
    next = Math.max(next, offset + 1);
  }

  synchronized void finished(long offset) {
    unfinished.remove(offset);
  }

  /** The first offset that has to be read again after a restart. */
  synchronized long position() {
    return unfinished.isEmpty() ? next : unfinished.first();
  }
}
