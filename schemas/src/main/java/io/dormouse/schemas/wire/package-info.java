/** Records to bytes and back; Avro does not leave this package. */
@NullMarked
package io.dormouse.schemas.wire;

import org.jspecify.annotations.NullMarked;
