package io.dormouse.streams.verify;

/**
 * The first record of a partition that is not as it was written.
 *
 * @param topic name on the broker
 * @param offset of the record, or of the end where records are missing there
 * @param record key and event of the record; empty if there is none
 * @param what what is wrong
 */
record Broken(String topic, int partition, long offset, String record, String what) {

  String line() {
    return "broken %s-%d at offset %d%s: %s"
        .formatted(topic, partition, offset, record.isEmpty() ? "" : ", " + record, what);
  }
}
