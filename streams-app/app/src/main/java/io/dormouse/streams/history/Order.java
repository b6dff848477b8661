package io.dormouse.streams.history;

import org.rocksdb.RocksIterator;

/** The order of events in an answer. */
public enum Order {
  /** The oldest first. */
  ASCENDING {
    @Override
    void seek(RocksIterator it, byte[] from) {
      it.seek(from);
    }

    @Override
    void step(RocksIterator it) {
      it.next();
    }

    @Override
    long nextOffset(long position) {
      return position;
    }

    @Override
    long positionBehind(long offset) {
      return offset + 1;
    }
  },

  /** The newest first. */
  DESCENDING {
    @Override
    void seek(RocksIterator it, byte[] from) {
      it.seekForPrev(from);
    }

    @Override
    void step(RocksIterator it) {
      it.prev();
    }

    @Override
    long nextOffset(long position) {
      return position - 1;
    }

    @Override
    long positionBehind(long offset) {
      return offset;
    }
  };

  /** Moves to a key, or to the next one in this order. */
  abstract void seek(RocksIterator it, byte[] from);

  abstract void step(RocksIterator it);

  /** The offset to look at first from a position between two records. */
  abstract long nextOffset(long position);

  /** The position between a record and the next one in this order. */
  abstract long positionBehind(long offset);

  /** True if a time of a later partition comes before one of an earlier partition. */
  boolean isBefore(long later, long earlier) {
    return this == ASCENDING ? later < earlier : later >= earlier;
  }
}
