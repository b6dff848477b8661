/** Placement of replicas on the hosts of a pool: one serial decision maker per pool. */
@NullMarked
package io.dormouse.core.placement;

import org.jspecify.annotations.NullMarked;
