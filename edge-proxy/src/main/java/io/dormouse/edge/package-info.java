/** The edge: routes requests to instances, wakes the sleeping ones, and reports their use. */
@NullMarked
package io.dormouse.edge;

import org.jspecify.annotations.NullMarked;
