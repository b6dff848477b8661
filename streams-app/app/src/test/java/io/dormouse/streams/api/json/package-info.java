/** Tests of records as JSON. */
@NullMarked
package io.dormouse.streams.api.json;

import org.jspecify.annotations.NullMarked;
