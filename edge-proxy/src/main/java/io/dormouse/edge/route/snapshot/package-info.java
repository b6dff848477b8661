/** The routing table in a local file, from which an edge can start without a broker. */
@NullMarked
package io.dormouse.edge.route.snapshot;

import org.jspecify.annotations.NullMarked;
