package io.dormouse.language.wire;

import org.jspecify.annotations.Nullable;

/** How values of one Java type look in Avro's generic representation. */
interface Mapping {

  @Nullable Object toAvro(@Nullable Object value);

  @Nullable Object fromAvro(@Nullable Object datum);
}
