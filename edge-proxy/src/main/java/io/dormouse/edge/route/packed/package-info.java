/** A table of many encoded records in little memory. */
@NullMarked
package io.dormouse.edge.route.packed;

import org.jspecify.annotations.NullMarked;
