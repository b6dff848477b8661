package io.dormouse.language.wire;

import org.jspecify.annotations.Nullable;

/** Mapping of one Java type to Avro's generic representation. */
interface Mapping {

  @Nullable Object toAvro(@Nullable Object value);

  @Nullable Object fromAvro(@Nullable Object datum);
}
