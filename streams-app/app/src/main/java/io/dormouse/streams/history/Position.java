package io.dormouse.streams.history;

import java.nio.ByteBuffer;

/**
 * Place in a partition of the log, and what is known of the records before it. Times are in
 * milliseconds. The time of a place never runs back, so that times can be looked for; the time of
 * an event may differ from that of its place.
 *
 * @param offset of the next record
 * @param time of the place
 * @param late longest time by which an event was before its place's time
 * @param early longest time by which an event was after its place's time
 * @param skipped number of events of newer schemas, which could not be read
 */
record Position(long offset, long time, long late, long early, long skipped) {

  static final Position START = new Position(0, 0, 0, 0, 0);

  /**
   * The position behind a record with an event. No event happens after it was written, so that a
   * wrong clock leads no further than that.
   *
   * @param event time of the event
   * @param written time at which the broker took the record
   */
  Position behind(long record, long event, long written) {
    long next = Math.max(time, Math.min(event, written));
    return new Position(
        record + 1, next, Math.max(late, next - event), Math.max(early, event - next), skipped);
  }

  /** The position behind a record that was skipped. */
  Position behindSkipped(long record) {
    return new Position(record + 1, time, late, early, skipped + 1);
  }

  Position withOffset(long next) {
    return new Position(next, time, late, early, skipped);
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(5 * Long.BYTES)
        .putLong(offset)
        .putLong(time)
        .putLong(late)
        .putLong(early)
        .putLong(skipped)
        .array();
  }

  /** Reads what {@link #toBytes} wrote. */
  static Position of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Position(
        buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }
}
