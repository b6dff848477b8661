/**
 * Connections to backends: kept open, shared or owned by one client, closed before they go stale.
 */
@NullMarked
package io.dormouse.edge.forward.pool;

import org.jspecify.annotations.NullMarked;
