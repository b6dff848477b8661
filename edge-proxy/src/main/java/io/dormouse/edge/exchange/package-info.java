/** A request between its admission and its end, as every later stage sees it. */
@NullMarked
package io.dormouse.edge.exchange;

import org.jspecify.annotations.NullMarked;
