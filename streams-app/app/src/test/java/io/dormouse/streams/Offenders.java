package io.dormouse.streams;

import org.apache.avro.Schema;

/** Classes that cross the borders of {@link ArchitectureRules}. */
final class Offenders {

  private Offenders() {}

  record OnTheWire(Schema schema) {}
}
