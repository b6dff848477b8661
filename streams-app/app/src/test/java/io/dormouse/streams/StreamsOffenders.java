package io.dormouse.streams;

import org.apache.avro.Schema;

/** Classes that cross the borders of {@link StreamsArchitectureRules}. */
final class StreamsOffenders {

  private StreamsOffenders() {}

  record OnTheWire(Schema schema) {}
}
