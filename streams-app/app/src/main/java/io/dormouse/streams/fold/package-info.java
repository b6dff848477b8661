/** The comparison of the log with the stores. */
@NullMarked
package io.dormouse.streams.fold;

import org.jspecify.annotations.NullMarked;
