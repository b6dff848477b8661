/** The Streams shell of the scheduler. */
@NullMarked
package io.dormouse.streams.placement;

import org.jspecify.annotations.NullMarked;
