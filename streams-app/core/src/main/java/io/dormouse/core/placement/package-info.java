/** Which host of a pool runs a replica: one serial decision maker per pool. */
@NullMarked
package io.dormouse.core.placement;

import org.jspecify.annotations.NullMarked;
