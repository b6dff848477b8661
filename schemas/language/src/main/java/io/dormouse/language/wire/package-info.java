/** Conversion of records to bytes and back; Avro does not leave this package. */
@NullMarked
package io.dormouse.language.wire;

import org.jspecify.annotations.NullMarked;
