/** Which host of a pool runs a replica: one serial decision maker per pool. */
@NullMarked
package io.dormouse.streams.placement;

import org.jspecify.annotations.NullMarked;
