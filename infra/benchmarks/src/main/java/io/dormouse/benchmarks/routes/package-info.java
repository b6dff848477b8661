/** The edge's routes: memory, snapshot, look-ups, and the time to a first answer. */
@NullMarked
package io.dormouse.benchmarks.routes;

import org.jspecify.annotations.NullMarked;
